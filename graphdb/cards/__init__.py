"""An actor or service as it is shown wherever it stands, and whom to ring there."""
