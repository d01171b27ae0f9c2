"""Import by upload, for administrators: send files, see what they would change, and start."""
