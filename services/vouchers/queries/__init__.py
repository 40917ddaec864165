"""What others may read of the ledger."""
