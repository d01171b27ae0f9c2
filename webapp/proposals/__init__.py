"""What waits for a municipality's coordinator."""
