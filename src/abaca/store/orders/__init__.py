"""What was agreed, at which price."""
