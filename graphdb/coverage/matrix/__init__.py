"""A municipality's matrix: what its cells say, and its rows, one module for each sort of columns."""
