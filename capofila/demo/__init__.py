"""The demonstration: some sixty invented applications through the real house."""
