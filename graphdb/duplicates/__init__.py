"""Entries that may be one: what is asked about them, what coordinators judge, and what the rule joins."""
