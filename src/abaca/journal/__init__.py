"""How a journal is kept: an abstract entry; each wing keeps a table of its own."""
