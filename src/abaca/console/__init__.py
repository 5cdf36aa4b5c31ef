"""Face: the pages of the staff."""
