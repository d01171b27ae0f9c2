"""What a thing is made of: its fields, their normal form, and what may not stand in them."""
