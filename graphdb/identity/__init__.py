"""Which ids name one and the same: judgements, the linker that is built from them, and ids of a start kit."""
