"""What may be done with money and vouchers."""
