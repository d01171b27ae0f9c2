"""One rule a file, added by being there: each module has a ``RULE``."""
