"""What happened at the support desk."""
