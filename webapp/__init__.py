"""The web client of ``graphdb``: one folder per feature, each with its views and templates."""
