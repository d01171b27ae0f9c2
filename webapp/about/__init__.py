"""What the directory holds, where it comes from, and what is never kept."""
