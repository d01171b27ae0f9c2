"""The read model in memory: filters, facets, reach, coverage and order, one for each store and process."""

from graphdb.search.index.cache import (
    beside,
    build,
    current,
    forget,
    laid_over,
    recent,
    renew,
    seen,
    sights,
)
from graphdb.search.index.readmodel import Filters, Index

__all__ = [
    "Filters",
    "Index",
    "beside",
    "build",
    "current",
    "forget",
    "laid_over",
    "recent",
    "renew",
    "seen",
    "sights",
]
