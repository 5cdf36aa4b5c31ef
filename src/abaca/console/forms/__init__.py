"""What the staff types."""
