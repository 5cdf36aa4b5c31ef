"""What people type in the shop, and where it is told that something is missing."""
