"""The only door through which licensing learns what the store has done."""
