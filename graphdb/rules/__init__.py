"""What law, custom and the vocabularies say about a situation; no actor is needed to ask."""
