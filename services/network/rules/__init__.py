"""What network decides without a database."""
