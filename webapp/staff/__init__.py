"""Employees come in by their municipality's own sign-in."""
