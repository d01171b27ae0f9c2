"""What a coordinator reads of a municipality: the week, the matrix and the holes."""
