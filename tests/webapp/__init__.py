"""Tests of the web client, against real stores and a real browser."""
