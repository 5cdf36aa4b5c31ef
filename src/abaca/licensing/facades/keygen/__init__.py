"""Our answers in the shapes of the Keygen protocol, so that its client SDKs work with us."""
