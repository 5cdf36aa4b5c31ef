"""The tests of Abaca: they mirror src, tell stories, and guard the house."""
