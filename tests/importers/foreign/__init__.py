"""Tables of others."""
