"""The doors through which programs come that speak another vendor's protocol."""
