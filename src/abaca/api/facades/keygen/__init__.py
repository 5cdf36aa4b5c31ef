"""The door for programs that speak Keygen's protocol: works with Keygen client SDKs."""
