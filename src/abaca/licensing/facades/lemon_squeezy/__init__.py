"""Our answers in the shapes of LemonSqueezy's licence API."""
