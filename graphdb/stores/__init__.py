"""The backends behind ``graphdb.store.GraphStore``; only ``graphdb.connect`` names them."""
