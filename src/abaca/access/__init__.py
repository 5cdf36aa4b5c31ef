"""Who may come in: users, staff roles, signed links."""
