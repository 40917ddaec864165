"""What pages ask: rows of the read model, titles of calls, and names from their owner."""
