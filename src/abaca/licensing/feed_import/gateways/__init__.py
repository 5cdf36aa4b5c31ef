"""Where the feed comes from."""
