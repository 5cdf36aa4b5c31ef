"""Face: the shop and the checkout."""
