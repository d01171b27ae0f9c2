"""The network of a municipality: its work lists, its picture, and files of it."""
