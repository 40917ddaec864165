"""What is read from the applications tables."""
