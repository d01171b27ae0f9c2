"""The changes of one entry in order, what it said before each, and saying that again."""
