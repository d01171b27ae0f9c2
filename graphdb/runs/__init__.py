"""Import runs: opened first, closed last, undone whole when they fail."""
