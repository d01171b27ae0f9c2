"""Reading while others write."""
