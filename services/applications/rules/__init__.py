"""What a call says, computed: pure functions, with time as an argument."""
