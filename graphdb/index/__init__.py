"""The read model in memory: filters, facets, reach, coverage and order, one for each store and process."""

from graphdb.index.cache import build, current, forget, refresh
from graphdb.index.readmodel import FACETS, Filters, Index, a_year_before

__all__ = ["FACETS", "Filters", "Index", "a_year_before", "build", "current", "forget", "refresh"]
