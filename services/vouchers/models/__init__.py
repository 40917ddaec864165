"""Tables of the vouchers service."""
