"""Tests of the JSON API, word for word what it promises."""
