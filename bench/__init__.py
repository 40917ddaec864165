"""The benchmark: our flow beside the bare engine, in one run on one machine."""
