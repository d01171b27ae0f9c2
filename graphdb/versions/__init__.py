"""The changes of one entry in order, what it said before each, saying that again, and erasing for good."""
