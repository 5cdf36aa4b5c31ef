"""Stories of licensing that cross its rooms."""
