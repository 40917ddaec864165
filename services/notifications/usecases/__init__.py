"""What notifications does with a letter, from the order to its fate."""
