"""All Cypher, as constants: values are ``$parameters``, paths are bounded, the pattern stands above each."""
