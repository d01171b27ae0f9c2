"""Brobygger as a library: the graph, its stores, and the questions people ask of it."""
