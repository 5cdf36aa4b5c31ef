"""Who holds licences: accounts, codes by e-mail, tokens of programs."""
