"""Searching the directory."""
