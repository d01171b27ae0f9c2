"""How old a fact may be: the table ``shelf_life``, and what is past it."""
