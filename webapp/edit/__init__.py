"""Where those who speak for an actor edit its entry, signed in."""
