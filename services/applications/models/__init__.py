"""Tables of the applications service."""
