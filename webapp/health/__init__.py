"""What a watchman asks: is the process alive, can it answer."""
