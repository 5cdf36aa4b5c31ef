"""What happened in the store."""
