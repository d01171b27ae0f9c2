"""Who may see what: what is public, for professionals, and for the people of the own municipality."""
