"""The store's documents in order, by which licensing learns."""
