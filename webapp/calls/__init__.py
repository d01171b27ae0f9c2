"""Whom a municipality's coordinator rings, and what came of it."""
