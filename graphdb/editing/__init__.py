"""The full form: what those who speak for an actor change of it, at once or as a proposal."""
