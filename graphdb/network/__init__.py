"""The relations among actors: routes, neighbourhoods, and pictures of them."""
