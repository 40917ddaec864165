"""What may be done with drafts."""
