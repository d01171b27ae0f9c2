"""People and their roles, for administrators and for coordinators of a municipality."""
