"""The migrations of the dashboard's schema."""
