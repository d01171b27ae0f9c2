"""Where anybody can say that something is wrong about an actor."""
