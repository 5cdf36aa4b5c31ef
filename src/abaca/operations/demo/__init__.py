"""The demo: a whole shop on one machine, started by one command and ended by one key."""
