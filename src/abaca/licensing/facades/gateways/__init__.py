"""Who is outside: ourselves, as programs see us."""
