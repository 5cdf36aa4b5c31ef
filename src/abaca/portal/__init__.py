"""Face: the pages of customers and of holders."""
