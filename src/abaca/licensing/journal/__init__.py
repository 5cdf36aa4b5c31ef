"""What happened in licensing."""
