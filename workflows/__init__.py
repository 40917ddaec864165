"""The order of things: what waits, for what, and what comes next."""
