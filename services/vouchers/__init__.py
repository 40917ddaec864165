"""Vouchers: the ledger, budget lines, awards, vouchers and what is spent of them."""
