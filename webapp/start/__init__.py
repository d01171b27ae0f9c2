"""Whom a municipality asks about first."""
