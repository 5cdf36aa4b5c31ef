"""Wing 1: what the merchant-of-record partner ran."""
