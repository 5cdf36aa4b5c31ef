"""A pretend payment company and a pretend bank, with a memory of their own that no rollback of the shop can touch."""
