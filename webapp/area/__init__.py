"""What is known about a municipality, a region or the country besides its actors."""
