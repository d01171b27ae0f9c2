"""What somebody would have changed, and who may not change it alone."""
