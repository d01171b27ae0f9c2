"""Who speaks for an actor, for those who do."""
