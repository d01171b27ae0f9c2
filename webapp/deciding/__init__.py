"""What a coordinator says of a municipality's gaps, and of whom nobody could name when asked."""
