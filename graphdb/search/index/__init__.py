"""The read model in memory: filters, facets, reach, coverage and order, one for each store and process."""

from graphdb.search.index.cache import build, current, forget, refresh
from graphdb.search.index.readmodel import FACETS, Filters, Index

__all__ = ["FACETS", "Filters", "Index", "build", "current", "forget", "refresh"]
