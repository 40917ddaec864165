"""What may be done with calls and applications."""
