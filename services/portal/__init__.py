"""What those who apply see: calls, drafts, receipts."""
