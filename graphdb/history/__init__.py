"""The chain of digests that every commit adds to."""
