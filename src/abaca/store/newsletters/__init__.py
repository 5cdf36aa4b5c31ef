"""Letters that can be switched off: who wants them and since when, writing them, sending them in batches."""
