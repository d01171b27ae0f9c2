"""What was imported, and taking it back: for administrators."""
