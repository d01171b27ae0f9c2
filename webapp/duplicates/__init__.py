"""Entries of a municipality that may stand twice: its coordinator judges them side by side."""
