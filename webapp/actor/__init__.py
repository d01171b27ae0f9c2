"""One actor's page and the picture of its network."""
