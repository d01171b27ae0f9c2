"""Secret addresses: what is under a flag, the marks that stay, and what is taken out of all that was said."""
