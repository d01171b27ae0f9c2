"""The read model in memory: filters, facets, reach, coverage and order, one for each store and process."""

from graphdb.search.index.cache import (
    build,
    current,
    forget,
    laid_over,
    meanwhile,
    recent,
    renew,
    seen,
    sights,
)
from graphdb.search.index.readmodel import Filters, Index

__all__ = [
    "Filters",
    "Index",
    "build",
    "current",
    "forget",
    "laid_over",
    "meanwhile",
    "recent",
    "renew",
    "seen",
    "sights",
]
