"""The door for programs that ask LemonSqueezy's licence API."""
