"""The holder's pages: activating a product key, and the account of the program's user."""
