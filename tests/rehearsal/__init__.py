"""The stage, as somebody who rehearses uses it."""
