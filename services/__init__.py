"""The services: each owns its data, its streams and its doors; none commands another."""
