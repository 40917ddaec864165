"""Commands and facts through a service's doors, on a real Redis and a real database."""
