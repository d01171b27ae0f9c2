"""The room that opens files of others."""
