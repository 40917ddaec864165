"""What is read from the network tables."""
