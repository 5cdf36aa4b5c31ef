"""Settings, addresses and the one line at which the wings touch."""
