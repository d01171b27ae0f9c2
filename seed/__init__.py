"""Data only: vocabularies, areas and the fictional demo directory; read by ``importlib.resources``."""
