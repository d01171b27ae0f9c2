"""An import as a whole: ``frame`` runs it; beside it are its steps, and what they report."""
