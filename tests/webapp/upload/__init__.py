"""Import by upload: the pages, the folder of an upload, and a browser that sends files."""
