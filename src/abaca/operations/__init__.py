"""The program `abaca`."""
