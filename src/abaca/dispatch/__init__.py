"""What falls due goes to workers: the register of due work, the sweep, the present."""
