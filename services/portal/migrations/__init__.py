"""The migrations of the portal's schema."""
