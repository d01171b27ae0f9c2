"""From files to claims: one file in ``sources`` for each format, and the frame that runs them all alike."""
