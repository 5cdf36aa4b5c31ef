"""Products, plans, features and prices."""
