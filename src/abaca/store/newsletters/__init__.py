"""What may be switched off."""
