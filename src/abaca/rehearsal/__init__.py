"""Face: the stage of the demo: time machine, mailbox, bank desk, 3-D Secure page, test cards, wallets."""
