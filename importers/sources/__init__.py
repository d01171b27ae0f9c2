"""One module for each format; it is found by being here and offers ``IMPORTER``."""
