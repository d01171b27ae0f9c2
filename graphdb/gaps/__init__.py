"""The holes of a municipality: each with what, where, for whom, why it counts, and what to do next."""
