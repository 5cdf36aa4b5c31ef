"""The generators outside: a program on this machine, or an address of the vendor's."""
