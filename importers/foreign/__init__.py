"""Tables of others: a mapping file says which columns stand for what, and their rows become a directory's."""
