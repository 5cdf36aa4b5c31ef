"""Wing 2: the vendor's own licence database."""
