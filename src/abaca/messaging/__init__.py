"""Letters out and in. Knows nobody's business: it gets an address, a language, a template and plain data."""
