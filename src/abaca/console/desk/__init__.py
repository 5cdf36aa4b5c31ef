"""The support desk: the queue of tickets, a ticket, and what is done with it."""
