"""Sign-in by the municipality's identity provider."""
