"""From a checked brief to its readers: approved, made personal, sent once, kept."""
