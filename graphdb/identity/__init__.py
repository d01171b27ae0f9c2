"""Which ids name one and the same: judgements, and the linker that is built from them."""
