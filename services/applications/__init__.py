"""Calls, intake and register, eligibility, decisions and their money."""
