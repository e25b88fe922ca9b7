"""The order of things: the command line, and the flow that it runs."""
