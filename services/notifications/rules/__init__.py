"""What holds for every letter: its words, its address, its fates."""
