"""The one way to write: claims in; view, search entries and history follow, or nothing does."""
