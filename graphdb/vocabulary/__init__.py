"""The controlled vocabularies, read from the store."""
