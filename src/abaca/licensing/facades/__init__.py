"""Our answers in foreign shapes."""
