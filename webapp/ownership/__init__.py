"""Where people ask to speak for an actor, and the coordinator answers."""
