"""The outside world and the other services, as tests see them."""
