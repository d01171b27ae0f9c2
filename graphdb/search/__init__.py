"""Finding actors: what the words mean, who matches, in which order, and why."""
