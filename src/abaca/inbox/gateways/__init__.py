"""Who is outside: those who bring mail, the domains that are asked about their senders, and the disk for files."""
