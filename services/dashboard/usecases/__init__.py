"""What staff do, and what the dashboard notes when the other services announce facts."""
