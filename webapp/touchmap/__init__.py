"""The touch map and its two printouts."""
