"""The migrations of the schema of vouchers."""
