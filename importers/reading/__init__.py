"""From files to the rows in them, and from rows to values of the graph: read, cleaned, and understood."""
