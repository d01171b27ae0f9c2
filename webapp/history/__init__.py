"""The history of an entry, and restoring what it said before."""
