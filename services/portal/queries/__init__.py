"""What the portal reads: its drafts, and what its peers answer."""
