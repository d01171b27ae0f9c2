"""Matrix and holes as files for a spreadsheet: what was chosen and how much was asked stand in the head."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Final

from babel.numbers import format_decimal

from graphdb.cards.card import NATIONAL
from graphdb.coverage.demand import Demand
from graphdb.coverage.mapping import Asked
from graphdb.coverage.matrix.matrix import By, Coverage
from graphdb.coverage.matrix.row import Row
from graphdb.coverage.state import State
from graphdb.fields.phone import display_phone
from graphdb.gaps.discovery import all_rules
from graphdb.gaps.gaps import Gap, Gaps
from graphdb.gaps.monday import Monday
from graphdb.gaps.states import state_words
from graphdb.language.formulas import guarded
from graphdb.message import Text
from graphdb.model import Id
from graphdb.network.structure import Structure
from graphdb.network.tie import Tie, words_of
from webapp import context
from webapp.language import count, gettext, language, lazy_gettext, ngettext, sentence
from webapp.municipality.grid import Grid
from webapp.municipality.signs import GAPS, NOT_RELEVANT, READINESS, SORTS, STRENGTHS, VIEWS, Sign, signs_of
from webapp.pages import area, label
from webapp.signin import sight

_MIMETYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_WIDE: Final = 34
_DECIDED: Final = (
    lazy_gettext("Status"),
    lazy_gettext("Hvem har besluttet det"),
    lazy_gettext("Besluttet"),
    lazy_gettext("Hvorfor er det besluttet"),
    lazy_gettext("Skal være klaret"),
)
"""Heads of what staff see of a gap."""
_LEAST: Final = 0.1
"""A share of fewer is "under" it, not none."""


@dataclass(frozen=True, slots=True)
class Table:
    """``above`` are lines over the columns, ``heads`` their names."""

    name: str
    above: tuple[str, ...]
    heads: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]


def of_matrix(answer: Coverage, grid: Grid, asked: Mapping[str, str], numbers: Iterable[Demand]) -> Table:
    """The matrix as it is shown: groups or columns down."""
    signs = signs_of(answer.by)
    words: dict[str, Mapping[str, Text]] = {
        "by": {by: str(text) for by, text in VIEWS.items()},
        "state": {state: str(sign.text) for state, sign in signs.items()},
        "strength": {code: str(text) for code, text in STRENGTHS.items()},
        "sort": {sort: str(text) for sort, text in SORTS.items()},
    }
    corner = gettext("Behov") if answer.by is By.NEED else gettext("Hvem det handler om")
    return Table(
        name=gettext("Matrix"),
        above=(
            *_head(answer.municipality, answer.asked),
            *_filter(asked, words),
            *map(number_line, numbers),
        ),
        heads=(corner, *map(label, grid.heads)),
        lines=tuple((label(code), *(_cell(row, signs) for row in cells)) for code, cells in grid.lines),
    )


def number_line(line: Demand) -> str:
    """How many it is about, in a line."""
    text = f"{line.measure}, {line.period}: {count(line)} {line.unit}".rstrip()
    if line.group:
        text = f"{label(line.group)}: {text}"
    if line.per_1000 is None:
        return text
    share = format_decimal(line.per_1000 or (_LEAST if line.value else 0), locale=language())
    if line.value and not line.per_1000:
        share = gettext("under %(few)s", few=share)
    return gettext("%(text)s (%(share)s pr. 1.000 indbyggere)", text=text, share=share)


def of_expectations(answer: Coverage) -> Table:
    """What the municipality expects by its own decision, beside the starting point."""
    return Table(
        name=gettext("Forventninger"),
        above=tuple(_head(answer.municipality, answer.asked)),
        heads=(
            gettext("Slags aktør"),
            gettext("Hvem det handler om"),
            gettext("Udgangspunkt"),
            gettext("Hos jer"),
            gettext("Hvorfor"),
            gettext("Siden"),
        ),
        lines=tuple(
            (
                label(own.kind),
                label(own.group),
                strength_of(own.national),
                strength_of(own.strength),
                sentence(own.why),
                own.since,
            )
            for own in answer.own
        ),
    )


def strength_of(strength: str) -> str:
    """A strength in a word; of none that it is not expected."""
    return str(STRENGTHS.get(strength, NOT_RELEVANT))


def of_week(week: Monday, phones: Mapping[Id, str]) -> Table:
    """The tiles of the week, then whom to ring first, and where; the rules in the order of the page."""
    rules = [(sentence(all_rules()[name].title), number) for name, number in week.by_rule.items()]
    counts = [
        (gettext("Jeres egne aktører"), week.own),
        (gettext("Aktører fra de nationale lister"), week.national),
        (gettext("Slags, der skal være her, og som ingen har spurgt om"), week.not_asked),
        *rules,
    ]
    if not week.untold and not week.pending:
        counts += [
            (gettext("Huller, der er nye den sidste uge"), len(week.new_gaps)),
            (gettext("Aktører, der er nye den sidste uge"), len(week.new_entries)),
        ]
    return Table(
        name=gettext("Uge"),
        above=tuple(_head(week.municipality, week.asked)),
        heads=(gettext("Hvad"), gettext("Antal eller navn"), gettext("Telefon"), gettext("Hvorfor")),
        lines=(
            *((text, str(count), "", "") for text, count in counts),
            *((gettext("Ny aktør"), new.name, "", "") for new in week.new_entries),
            *(
                (
                    gettext("Ring først til"),
                    call.name,
                    _number(phones.get(call.actor, "")),
                    sentence(call.why),
                )
                for call in week.calls
            ),
        ),
    )


def _number(phone: str) -> str:
    return display_phone(phone) if phone else gettext("intet nummer")


def of_actors(answer: Coverage) -> Table:
    """The municipality's own actors by name: what they are, and what is not confirmed of them."""
    local = answer.ground.presence
    names = answer.ground.index.columns.actor_names
    own = [one for one in local.all_ids() if one.split(":")[1] != NATIONAL]
    called = {name: str(text) for name, text in READINESS.items()}
    return Table(
        name=gettext("Aktører"),
        above=tuple(_head(answer.municipality, answer.asked)),
        heads=(gettext("Navn"), gettext("Slags aktør"), gettext("Mangler bekræftet"), gettext("Id")),
        lines=tuple(
            (
                names.get(answer.ground.index.columns.find(one), ""),
                label(local.kind_of(one)) if local.kind_of(one) else "",
                ", ".join(called[name] for name in local.lacking(one)),
                one,
            )
            for one in own
        ),
    )


def of_gaps(answer: Gaps, asked: Mapping[str, str]) -> Table:
    """The holes, one a line; for staff with what was decided about each."""
    rules, decided = all_rules(), _DECIDED if sight.is_wider() else ()
    titles = {rule.id: rule.title for rule in rules.values()}
    return Table(
        name=gettext("Huller"),
        above=(*_head(answer.municipality, answer.asked), *_filter(asked, {"rule": titles, "state": GAPS})),
        heads=(
            gettext("Vigtighed"),
            gettext("Slags hul"),
            gettext("Hvad"),
            gettext("Hvem det handler om"),
            gettext("Hvorfor"),
            gettext("Siden"),
            gettext("Næste skridt"),
            *map(str, decided),
        ),
        lines=tuple(
            (
                str(gap.severity),
                sentence(rules[gap.rule].title),
                sentence(gap.text),
                "; ".join(map(label, gap.groups)),
                "; ".join(map(sentence, gap.reasons)),
                gettext("beregnes") if gap.pending else gap.since,
                "; ".join(map(sentence, gap.next)),
                *_decision(gap),
            )
            for gap in answer.items
        ),
    )


def _decision(gap: Gap) -> Iterator[str]:
    """What was decided, under the heads of ``_DECIDED``; nothing where it is not for the reader."""
    if gap.decision is not None:
        yield sentence(state_words(gap.state))
        yield from (gap.decision.role, gap.decision.on, gap.decision.why, gap.decision.until)


def of_network(net: Structure) -> Table:
    """The relations, one a line, with the ids that other programs draw a network by."""
    names = {dot.id: dot for dot in net.nodes}
    return Table(
        name=gettext("Netværk"),
        above=tuple(_head(net.municipality, net.asked)),
        heads=(
            gettext("Fra"),
            gettext("Forbindelse"),
            gettext("Til"),
            gettext("Bekræftet"),
            gettext("Slags aktør, fra"),
            gettext("Slags aktør, til"),
            gettext("Id, fra"),
            gettext("Id, til"),
        ),
        lines=tuple(
            (
                names[tie.src].name,
                sentence(relation(tie)),
                names[tie.dst].name,
                gettext("ja") if tie.fresh else gettext("nej"),
                label(names[tie.src].kind),
                label(names[tie.dst].kind),
                tie.src,
                tie.dst,
            )
            for tie in net.edges
        ),
    )


def relation(tie: Tie) -> Text:
    """How a relation reads from its start."""
    return words_of(context.vocabulary(), tie.kind)


def head(municipality: str, asked: Asked) -> tuple[str, ...]:
    """The lines over a table: where, of which day, how much was asked about, and whom it is for."""
    return tuple(_head(municipality, asked))


def _head(municipality: str, asked: Asked) -> Iterator[str]:
    yield gettext("%(name)s, %(day)s", name=area(municipality), day=context.today())
    yield gettext("%(answered)s af %(of)s forventede slags er spurgt", answered=asked.answered, of=asked.of)
    if asked.provisional:
        yield gettext("Foreløbig: der er ikke spurgt nok endnu.")
    if sight.is_wider():
        yield gettext("Ikke til offentliggørelse: her kan være noget, der kun er for fagfolk.")


def _filter(asked: Mapping[str, str], words: Mapping[str, Mapping[str, Text]]) -> Iterator[str]:
    """What was chosen, in words: ``words`` tells by name what its codes are called, groups apart."""
    chosen = [sentence(of[asked[name]]) for name, of in words.items() if name in asked]
    chosen += [label(asked[name]) for name in ("group",) if name in asked]
    if chosen:
        yield gettext("Valgt: %(chosen)s", chosen=", ".join(chosen))


def _cell(row: Row | None, signs: Mapping[State, Sign]) -> str:
    if row is None:
        return ""
    strength = STRENGTHS.get(row.strength)
    state = str(signs[row.state].text) + (f" ({strength})" if strength else "")
    return f"{state}, {actors_of(row)}" if row.actors else state


def actors_of(row: Row) -> str:
    """How many are here, and of how many of them one knows what it takes to send a citizen there."""
    actors = ngettext("%(num)s aktør", "%(num)s aktører", row.actors)
    if row.actors_ready is None:
        return actors
    return gettext("%(actors)s, %(ready)s klar", actors=actors, ready=row.actors_ready)


def written(table: Table, form: str) -> tuple[bytes, str]:
    """The file and its type, csv or xlsx."""
    data = _csv(table) if form == "csv" else _xlsx(table)
    return data, _MIMETYPES[form]


def book(tables: Iterable[Table]) -> tuple[bytes, str]:
    """All of them in one workbook, a sheet each, and its type."""
    return _xlsx(*tables), _MIMETYPES["xlsx"]


def _csv(table: Table) -> bytes:
    """With semicolons and a mark of the encoding, as a Danish spreadsheet opens it."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for row in _rows(table):
        writer.writerow(map(guarded, row))
    return out.getvalue().encode("utf-8-sig")


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    yield from ((line,) for line in table.above)
    yield ()
    yield table.heads
    yield from table.lines


def _xlsx(*tables: Table) -> bytes:
    import xlsxwriter  # for a file now and then, and not in each process of the pages

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    wrapped, bold = book.add_format({"text_wrap": True, "valign": "top"}), book.add_format({"bold": True})
    for table in tables:
        sheet = book.add_worksheet(table.name)
        first = len(table.above) + 1
        for number, cells in enumerate(_rows(table)):
            sheet.write_row(
                number, 0, cells, bold if number == first else wrapped if number > first else None
            )
        sheet.set_column(0, len(table.heads) - 1, _WIDE)
        sheet.freeze_panes(first + 1, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()
