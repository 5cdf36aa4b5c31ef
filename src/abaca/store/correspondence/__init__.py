"""What mails want of the store, and what was done about it."""
