"""What notifications looks up: its own letters, and what the owners know."""
