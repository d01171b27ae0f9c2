"""What anybody says is wrong with an entry, without signing in."""
