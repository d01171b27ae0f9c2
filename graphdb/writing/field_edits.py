"""What a person says of one field: the whole word of the source that follows, and whom it may contradict."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from graphdb.claims import EXISTS, NONE, Claim, Fact, own_source
from graphdb.errors import Conflict, Contest, Contested, InvalidValue
from graphdb.history import past
from graphdb.history.formerly import linker_at
from graphdb.identity.joined import as_of
from graphdb.identity.linker import Linker
from graphdb.message import message
from graphdb.model import EdgeKind, Id, Value, ends_of, is_edge
from graphdb.store import Readable
from graphdb.view import winners
from graphdb.writing.edits import (
    Clear,
    Confirm,
    Drop,
    Edit,
    FieldEdit,
    Propose,
    Put,
    Renew,
    Set,
    target_of,
)

ClaimsBySource = Mapping[str, Claim]


def version_of(claims: Iterable[Claim]) -> int:
    """The number of the last commit that touched what these are claims on; 0 for none."""
    return max((claim.version for claim in claims), default=0)


def word_after(edit: FieldEdit, claims: ClaimsBySource, version: int) -> Claim:
    """What the edit's source says of the target from now on. ``version`` is ``version_of`` before the change.

    That a relation is there can be said of one that nobody claims. InvalidValue when nothing is there to be
    edited or confirmed.
    """
    some = claims.get(edit.source) or next(iter(claims.values()), None) or _begun(edit)
    if some is None:
        raise InvalidValue(message("writing.not_there"), field=edit.field)
    facts = dict(claims[edit.source].facts) if edit.source in claims else {}
    facts[edit.field] = _fact(edit, claims, facts.get(edit.field), version)
    if is_edge(edit.target):
        facts.setdefault(EXISTS, Fact(True, edit.on, edit.on))
    return Claim(edit.target, edit.source, edit.rank, some.kind, facts, some.src, some.dst)


def _begun(edit: FieldEdit) -> Claim | None:
    """A relation that begins with this edit."""
    if not (is_edge(edit.target) and isinstance(edit, Set) and edit.field == EXISTS and edit.value is True):
        return None
    kind = EdgeKind(edit.target.partition("|")[0])
    return Claim(edit.target, edit.source, edit.rank, kind, {}, *ends_of(edit.target))


def _fact(edit: FieldEdit, claims: ClaimsBySource, earlier: Fact | None, version: int) -> Fact:
    value = _value(edit, _shown(claims.values(), edit.field))
    if earlier is None or earlier.value != value:
        return Fact(value, edit.on, edit.on, version)
    winner, best = winners(claims.values())[edit.field]  # maybe the source's word on another that is joined
    if winner.source == edit.source and best == earlier and earlier.confirmed_on >= edit.on:
        return earlier
    return Fact(value, earlier.stated_on, max(edit.on, earlier.confirmed_on), version)


def _value(edit: FieldEdit, shown: Value | None) -> Value:
    match edit:
        case Set():
            return edit.value
        case Clear():
            return NONE
        case Confirm():
            if shown is None:
                raise InvalidValue(message("writing.nothing_to_confirm"), field=edit.field)
            return shown


def _shown(claims: Iterable[Claim], field: str) -> Value | None:
    holds = _holding(claims).get(field)
    return None if holds is None else holds[1].value


def _holding(claims: Iterable[Claim]) -> dict[str, tuple[str, Fact]]:
    """The facts that hold, with their sources, as their editors see them: also what is not for everybody.

    None of a relation that the weightiest source denies.
    """
    best = {name: (claim.source, fact) for name, (claim, fact) in winners(claims).items()}
    if EXISTS in best and best[EXISTS][1].value is False:
        return {}
    return {name: (source, fact) for name, (source, fact) in best.items() if fact.value != NONE}


def redirected(edit: FieldEdit, target: Id) -> FieldEdit:
    """The edit as one of another id that is shown as one with its own; own people are those of that one."""
    source = own_source(target) if edit.source == own_source(edit.target) else edit.source
    return replace(edit, target=target, source=source)


def refuse_contested(
    store: Readable,
    edits: Sequence[Edit],
    expect: Mapping[Id, int],
    claims: Mapping[Id, ClaimsBySource],
    linker: Linker,
) -> None:
    """Raise when others have changed what is edited since it was shown; ``expect`` has the versions shown.

    Contested for single fields, Conflict for a source's whole word. Different fields both live. ``claims``
    are those that are shown with each target.
    """
    moved = {target for target in expect if version_of(claims[target].values()) != expect[target]}
    if not moved:
        return
    seen = {target: _seen(store, linker, target, expect[target]) for target in moved}
    contests: list[Contest] = []
    for said in edits:
        edit = said.edit if isinstance(said, Propose) else said
        target = target_of(edit)
        if target not in moved:
            continue
        if isinstance(edit, FieldEdit):
            contests += _contest(edit, seen[target], claims[target].values())
        elif not isinstance(edit, Renew) and _overwrites(edit, seen[target], claims[target]):
            raise Conflict([target])
    if contests:
        raise Contested(contests)


def _seen(store: Readable, linker: Linker, target: Id, seq: int) -> list[Claim]:
    """The claims that were shown with a target after the commit of that number, as it was joined then."""
    members = linker_at(store, linker, target, seq).cluster(target)
    return [as_of(claim, target) for one in members for claim in past.claims_at(store, one, seq)]


def _overwrites(edit: Put | Drop, seen: Iterable[Claim], present: ClaimsBySource) -> bool:
    """Whether a source's whole word goes over what was not seen; said once more it changes nothing."""
    stored = present.get(edit.source if isinstance(edit, Drop) else edit.claim.source)
    if isinstance(edit, Drop):
        stands = stored is None
    else:
        stands = stored is not None and stored.says_the_same(edit.claim)
    return not stands and _holding(seen) != _holding(present.values())


def _contest(edit: FieldEdit, seen: Iterable[Claim], present: Iterable[Claim]) -> Iterator[Contest]:
    before, shown = _shown(seen, edit.field), _shown(present, edit.field)
    wanted = edit.value if isinstance(edit, Set) else before if isinstance(edit, Confirm) else None
    if shown not in (before, wanted):
        yield Contest(edit.target, edit.field, before, shown, wanted)
