"""What providers tell the store."""
