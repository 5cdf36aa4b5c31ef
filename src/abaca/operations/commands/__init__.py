"""The commands of the program: one module each, with `run(options)` and, if it has options, `describe(parser)`."""
