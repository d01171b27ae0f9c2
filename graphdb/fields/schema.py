"""The normal form of a field's value, and the last gate before every write."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from graphdb.claims import EXISTS, NONE, Claim
from graphdb.errors import InvalidValue
from graphdb.fields import formats, lists
from graphdb.fields.cpr import find_cpr
from graphdb.fields.field import Sort
from graphdb.fields.registry import FIELDS, field_of
from graphdb.message import Message, message
from graphdb.model import EDGES, TERM_KINDS, EdgeKind, Id, NodeKind, Value, check_value, spelt

_TERM: Final[Mapping[str, Sort]] = {
    **dict.fromkeys(
        (
            *("min_age", "max_age", "offset", "order", "position", "weight", "months", "days"),
            "birthday",
        ),
        Sort.INT,
    ),
    **dict.fromkeys(
        (
            *("statutory", "secret_by_default", "arrives_anonymously", "acute", "symmetric", "plan"),
            *("own", "only_door", "call_critical", "blind", "yearly", "by_link", "by_editor", "shown"),
            *("violence", "with_child", "without_home", "bed", "safety", "unsaid_on_paper"),
            *("open_to_all", "referral", "round_the_clock", "at_night", "visit", "about_child", "beside"),
            *("notify", "notification", "asks_first", "own_unit", "pays_only", "authority", "municipal"),
            *("outside_only", "open_first", "passes", "must_belong", "various", "night_duty", "minority"),
            "one_per_citizen",
            *("full", "done", "needs_date_and_name", "counts_as_gap", "may_be_red", "makes_entry_doubtful"),
            *("by_decision", "own_word", "before_crisis", "limits_wait"),
            "text_only",
        ),
        Sort.FLAG,
    ),
    **dict.fromkeys(
        (
            "synonyms_da",
            "inverse_synonyms_da",
            "risk_groups",
            "risk_factors",
            "needs",
            "members",
            "from_actor_types",
            "to_actor_types",
            "from_actor_type",
            "to_actor_type",
            "legal_basis",
            "deadline_codes",
            "expands_to",
            "if_factor",
            *("actor_type", "used_by", "need", "if", "never_if", "informed_by"),
            "municipalities",
            *("asked_of", "follows_from", "query_words", "answers", "implied_by"),
            *("fact", "fact_not", "events", "past_events", "known", "also_known", "unless_known"),
            *("none_of", "from_groups", "from_kinds", "groups", "factors"),
        ),
        Sort.CODES,
    ),
    **dict.fromkeys(("valid_from", "valid_to"), Sort.DATE),
}
_SOUTH: Final = 54.5
_NORTH: Final = 57.8
_WEST: Final = 8.0
_EAST: Final = 15.3
"""Denmark from Gedser to Skagen and from Blåvand to Christiansø, in degrees."""
_SPANS: Final = (
    ("since", "until", message("fields.ends_before")),
    ("temporary_from", "temporary_to", message("fields.ends_before")),
    ("starts_on", "ends_on", message("fields.ends_before")),
    ("apply_from", "apply_by", message("fields.deadline_before")),
    ("valid_from", "valid_to", message("fields.ends_before")),
    ("min_age", "max_age", message("fields.ages_swapped")),
)

_EXPECTED: Final[Mapping[Sort, type]] = {
    **dict.fromkeys(Sort, str),
    **dict.fromkeys((Sort.CODES, Sort.NAMES, Sort.LANGUAGES, Sort.IDENTIFIERS), tuple),
    **dict.fromkeys((Sort.INT, Sort.AGE), int),
    **dict.fromkeys((Sort.FLOAT, Sort.LATITUDE, Sort.LONGITUDE), float),
    Sort.FLAG: bool,
}


def sort_of(kind: NodeKind | EdgeKind, name: str) -> Sort:
    """The sort of a field, or InvalidValue when the kind has no such field. Terms take any column."""
    if kind in TERM_KINDS or (isinstance(kind, EdgeKind) and kind not in FIELDS):
        return _TERM.get(name, Sort.TEXT)
    return field_of(kind, name).sort


_NO_UPPER_LIMIT: Final = message("fields.lower_limit")
_NOT_NORMAL: Final = message("fields.not_normal")


def normalise(kind: NodeKind | EdgeKind, name: str, text: str, *, fictional: bool = False) -> Value | None:
    """A field's value from the text of a cell or form; None when the text is blank.

    ``fictional`` allows the numbers that are never assigned, for example data alone. InvalidValue says what
    to do.
    """
    return normal_form(sort_of(kind, name), name, text, fictional=fictional) if text.strip() else None


def normal_form(sort: Sort, name: str, text: str, *, fictional: bool = False) -> Value | None:
    """As ``normalise``, of a field whose sort is known."""
    text = text.strip()
    if not text:
        return None
    if name == "max_age" and text.endswith("+"):
        raise InvalidValue(_NO_UPPER_LIMIT, field=name)
    try:
        return (_read_often if sort in _OFTEN_THE_SAME else _read)(sort, text, fictional)
    except InvalidValue as error:
        raise InvalidValue(error.reason, field=name) from error


def _read(sort: Sort, text: str, fictional: bool) -> Value:
    formats.refuse_cpr(text, "")
    value = check_value(_normal(sort, text, fictional=fictional))
    if value != text:  # the text itself was read above
        _refuse_cpr(value)
    return value


def backwards(values: Mapping[str, Value]) -> Iterator[tuple[str, str, Message]]:
    """Which pairs of fields end before they begin, as (first, last, reason); dates are ISO."""
    for first, last, reason in _SPANS:
        if first not in values or last not in values:  # most
            continue
        match values[first], values[last]:
            case (str() as since, str() as until) if until < since:
                yield first, last, reason
            case (int() as lowest, int() as highest) if highest < lowest:
                yield first, last, reason


def _decimal(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise InvalidValue(message("fields.number")) from None


def _latitude(text: str) -> float:
    value = _decimal(text)
    if _SOUTH <= value <= _NORTH:
        return value
    if _WEST <= value <= _EAST:
        raise InvalidValue(message("fields.lat_is_lon"))
    raise InvalidValue(message("fields.lat_outside"))


def _longitude(text: str) -> float:
    value = _decimal(text)
    if _WEST <= value <= _EAST:
        return value
    if _SOUTH <= value <= _NORTH:
        raise InvalidValue(message("fields.lon_is_lat"))
    raise InvalidValue(message("fields.lon_outside"))


_PLAIN: Final[Mapping[Sort, Callable[[str], Value]]] = {
    Sort.TEXT: formats.normalise_text,
    Sort.NAME: formats.normalise_line,
    Sort.CODE: formats.normalise_line,
    Sort.CODES: lists.normalise_codes,
    Sort.NAMES: lists.normalise_names,
    Sort.LANGUAGES: lists.normalise_languages,
    Sort.IDENTIFIERS: lists.normalise_identifiers,
    Sort.URL: formats.normalise_url,
    Sort.EMAIL: formats.normalise_email,
    Sort.HOURS: formats.normalise_hours,
    Sort.DATE: formats.normalise_date,
    Sort.INT: formats.parse_whole,
    Sort.AGE: formats.parse_age,
    Sort.FLOAT: _decimal,
    Sort.LATITUDE: _latitude,
    Sort.LONGITUDE: _longitude,
    Sort.FLAG: formats.parse_bool,
}
_NUMBERS: Final[Mapping[Sort, Callable[..., Value]]] = {
    Sort.PHONE: formats.normalise_phone,
    Sort.CVR: formats.normalise_cvr,
    Sort.POSTCODE: formats.normalise_postcode,
}
"""Sorts whose fictional numbers are refused unless they are asked for."""


def check(claim: Claim) -> None:
    """InvalidValue when a claim holds a field, type or text that the graph does not take.

    The last gate before every write, from every source: a value that differs from its own normal form has
    gone past the normalisers, and the CPR guard stands here too.
    """
    if claim.src:
        _check_relation(claim)
    elif hides_cpr(claim.target):
        raise InvalidValue(formats.CPR_REASON, field="id")
    _check_source(claim.source)
    for name, fact in claim.facts.items():
        if not _are_days(fact.stated_on, fact.confirmed_on):
            raise InvalidValue(message("fields.date"), field=name)
        if fact.value is True and name == EXISTS:  # most of an import
            continue
        if fact.value == NONE:
            _check_may_be_none(claim.kind, name)
            continue
        sort = Sort.FLAG if name == EXISTS else sort_of(claim.kind, name)
        if not isinstance(fact.value, _EXPECTED[sort]) or (sort in _WHOLE and fact.value in (True, False)):
            _only_real_numbers(sort, fact.value, name)
        if sort is Sort.FLAG:  # yes or no hides no text
            continue
        _require_normal(claim.kind, sort, fact.value, name)


def _check_relation(claim: Claim) -> None:
    """No CPR number in an id, and a relation between what may be linked.

    Of one without a mark its ends are read, which an import names often. An end begins with a word and a
    colon, so that no number goes over from one to the other.
    """
    kind, src, dst = claim.kind, claim.src, claim.dst
    starts, ends = _prefix(src), _prefix(dst)
    is_read = ends in _ID_KINDS and claim.target == f"{kind}|{src}|{dst}"
    if not is_read and hides_cpr(claim.target):
        raise InvalidValue(formats.CPR_REASON, field="id")
    if (_ID_KINDS.get(starts), kind, _ID_KINDS.get(ends)) not in _LINKS:
        raise InvalidValue(message("fields.no_such_link"), field="kind")
    if src == dst:
        raise InvalidValue(message("fields.link_to_itself"), field="kind")


@lru_cache(maxsize=4096)
def _prefix(end: Id) -> str:
    """The word that an end begins with, once no CPR number is in it. What is refused is not kept."""
    if hides_cpr(end):
        raise InvalidValue(formats.CPR_REASON, field="id")
    return end.partition(":")[0]


@lru_cache(maxsize=256)
def _check_source(source: str) -> None:
    """The same guard for the source of a claim. Few sources state all; one that is refused is not kept."""
    if find_cpr(source):
        raise InvalidValue(formats.CPR_REASON, field="id")


def _check_may_be_none(kind: NodeKind | EdgeKind, name: str) -> None:
    """A question that takes yes or no, or one of few answers, is answered; what is required is there."""
    field = field_of(kind, name)
    if field.sort is Sort.FLAG or field.choices or field.required:
        raise InvalidValue(message("fields.needs_answer"), field=name)


@lru_cache(maxsize=4096)
def _are_days(stated_on: str, confirmed_on: str) -> bool:
    """The day of a confirmation may be unknown, that of the statement may not."""
    return _is_day(stated_on) and (confirmed_on == "" or _is_day(confirmed_on))


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _require_normal(kind: NodeKind | EdgeKind, sort: Sort, value: Value, name: str) -> None:
    """InvalidValue with the reason of the value's own normaliser, or when that makes another value of it."""
    try:
        is_normal = (_is_normal_often if sort in _OFTEN_THE_SAME else _is_normal)(sort, value)
    except InvalidValue as error:
        raise InvalidValue(error.reason, field=name) from error
    choices = FIELDS[kind][name].choices if name in FIELDS.get(kind, {}) else ()
    if not is_normal or (choices and value not in choices):
        raise InvalidValue(_NOT_NORMAL, field=name)


def _is_normal(sort: Sort, value: Value) -> bool:
    if check_value(value) != value:
        return False
    _refuse_cpr(value)
    text = "|".join(value) if isinstance(value, tuple) else str(value)
    # What is invented on purpose is refused where it is read, not here.
    return _normal(sort, text, fictional=True) == value


def _normal(sort: Sort, text: str, *, fictional: bool) -> Value:
    """The normal form of a text."""
    number = _NUMBERS.get(sort)
    return _PLAIN[sort](text) if number is None else number(text, fictional=fictional)


_OFTEN_THE_SAME: Final = frozenset({Sort.HOURS, Sort.LANGUAGES, Sort.CODE, Sort.DATE})
"""A file says the same of many: these are worked out once. Never what tells who somebody is."""
_read_often: Final = lru_cache(maxsize=4096)(_read)
_is_normal_often: Final = lru_cache(maxsize=4096)(_is_normal)
"""What is refused is not kept."""


def _only_real_numbers(sort: Sort, value: Value, name: str) -> None:
    # 0 and 1 equal False and True; only a real bool is wrong where a number belongs.
    if sort in _WHOLE and isinstance(value, int) and not isinstance(value, bool):
        return
    raise InvalidValue(message("fields.wrong_type"), field=name)


def hides_cpr(target: Id) -> bool:
    """True when an id may be made of a CPR number; a P-number says that it is one ("pnr:")."""
    return formats.find_cpr(spelt(target))


_WHOLE: Final = frozenset({Sort.INT, Sort.AGE})


def _refuse_cpr(value: Value) -> None:
    for text in value if isinstance(value, tuple) else (str(value),):
        formats.refuse_cpr(text, "")


_ID_KINDS: Final = {
    "actor": NodeKind.ACTOR,
    "service": NodeKind.SERVICE,
    "place": NodeKind.PLACE,
    "contact": NodeKind.CONTACT_POINT,
    "area": NodeKind.AREA,
    "indicator": NodeKind.INDICATOR,
    "source": NodeKind.SOURCE,
    "term": None,
}
_LINKS: Final = frozenset(
    (None if src in TERM_KINDS else src, kind, None if dst in TERM_KINDS else dst) for src, kind, dst in EDGES
)


def _kind(node: str) -> NodeKind | None:
    """The kind as far as an id tells; None for a term (the store's own nodes tell which, see editing)."""
    return _ID_KINDS.get(node.partition(":")[0])


def may_leave(ids: Iterable[Id], kinds: Collection[EdgeKind]) -> list[Id]:
    """Those of these nodes that a relation of one of the kinds may lead away from, as far as ids tell."""
    starts, _ = _ends(frozenset(kinds))
    return [one for one in ids if _kind(one) in starts]


def may_reach(ids: Iterable[Id], kinds: Collection[EdgeKind]) -> list[Id]:
    """Those that one may lead to."""
    _, goals = _ends(frozenset(kinds))
    return [one for one in ids if _kind(one) in goals]


@lru_cache(maxsize=256)
def _ends(kinds: frozenset[EdgeKind]) -> tuple[frozenset[NodeKind | None], frozenset[NodeKind | None]]:
    """What relations of these kinds lead away from, and to; None is a term."""
    links = [(src, dst) for src, kind, dst in _LINKS if kind in kinds]
    return frozenset(src for src, _ in links), frozenset(dst for _, dst in links)
