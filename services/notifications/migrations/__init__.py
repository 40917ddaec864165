"""Migrations of the schema `notifications`."""
