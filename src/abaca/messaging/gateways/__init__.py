"""Who is outside: the mail server, and in rehearsal the catcher and its mailbox."""
