"""Wing 3: the support desk."""
