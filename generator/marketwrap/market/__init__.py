"""The market itself: its instruments, its prices, its hours. No metric belongs here, and no vendor."""
