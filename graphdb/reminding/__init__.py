"""Asking an actor's own people by mail when facts get old, and by telephone when nobody answers."""
