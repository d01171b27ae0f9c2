"""One actor as the directory shows it."""
