"""The migrations of the chassis tables, applied in the schema of each service."""
