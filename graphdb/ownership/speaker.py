"""In whose name people speak of an entry that is shown as one with others: of the one that their role or link
names.

What is edited stands under the id that is shown, and its words would stay with that one when the two are
parted again.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from graphdb.accounts.roles import Grant, Role
from graphdb.claims import own_source
from graphdb.identity.judgements import read_linker
from graphdb.model import Id, ends_of, is_edge
from graphdb.store import GraphStore
from graphdb.writing.edits import FieldEdit

T = TypeVar("T", bound=FieldEdit)


def speaker(store: GraphStore, actor: Id, grants: Iterable[Grant]) -> Id:
    """The id that is shown, where a role names it or no role names any of those that are one with it."""
    named = {one.of for one in grants if one.role is Role.EDITOR}
    return next((one for one in read_linker(store).cluster(actor) if one in named), actor)


def in_name_of(speaking: Id, actor: Id, edit: T) -> T:
    """An edit of an actor's own people as one of those of ``speaking``, which is shown as one with it."""
    if speaking == actor:
        return edit
    target = of_speaker(speaking, actor, edit.target)
    return replace(edit, target=target, source=own_source(speaking))


def of_speaker(speaking: Id, actor: Id, target: Id) -> Id:
    """The actor, or a relation from or to it, under the other's id; what is neither stays as it is."""
    if target == actor:
        return speaking
    if is_edge(target) and actor in ends_of(target):
        kind, src, dst, *rest = target.split("|")
        return "|".join((kind, *(speaking if end == actor else end for end in (src, dst)), *rest))
    return target


def expected(speaking: Id, actor: Id, versions: Mapping[Id, int]) -> dict[Id, int]:
    """The versions that were shown, by what is edited."""
    return {of_speaker(speaking, actor, target): version for target, version in versions.items()}
