"""One module for each format; it is listed by being here and offers ``IMPORTER``."""
