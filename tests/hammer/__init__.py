"""Many processes race for the same money, and some are killed: `python -m tests.hammer`."""
