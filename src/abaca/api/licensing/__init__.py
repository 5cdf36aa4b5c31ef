"""The native API of licensing: what a vendor's program asks."""
