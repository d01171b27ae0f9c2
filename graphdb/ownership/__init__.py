"""Who asks to speak for an actor, and what the coordinator answers."""
