"""The Ed25519 keys that sign what programs must be able to trust."""
