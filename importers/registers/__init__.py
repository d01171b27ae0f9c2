"""JSON of registers and others as objects, one by one; companies (CVR), and who shares a place."""
