"""The numbered papers about orders."""
