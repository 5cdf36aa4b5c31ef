"""Some years of a shop with a crowd of customers, lived through in minutes."""
