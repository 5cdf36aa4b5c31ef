"""The devices on which a licence is in use."""
