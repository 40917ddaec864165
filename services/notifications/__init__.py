"""Letters: what is told to people, whether it left, and what became of it."""
