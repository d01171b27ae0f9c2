"""Editing an entry: what there is to edit, a form for each thing, and what it changes before it is sent."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from graphdb.claims import own_source
from graphdb.confirming import asked as asking
from graphdb.confirming import rhythm
from graphdb.editing import changes as editing
from graphdb.editing import shown
from graphdb.editing.changes import SEPARATOR, Change, Typed
from graphdb.editing.editable import Editable, Thing, editable
from graphdb.editing.missing import missing
from graphdb.editing.unreached import unreached
from graphdb.errors import Conflict, Contested, InvalidValue, Refused
from graphdb.fields.cpr import without_numbers
from graphdb.identity.judgements import read_linker
from graphdb.message import Text
from graphdb.model import Id
from graphdb.ownership.speaker import of_speaker, speaker
from graphdb.proposals import proposals, review
from graphdb.proposals.proposals import About, Proposal, State
from graphdb.versions import entry
from graphdb.versions.reversal import has_reversal, reversal, reversal_of_withheld
from graphdb.vocabulary.catalogue import words
from webapp import context, inputs
from webapp.edit import receipt, wording
from webapp.inputs import Clash
from webapp.proposals import letters
from webapp.proposals.letters import Changed
from webapp.signin import sight
from webapp.signin.gate import signed_in
from webapp.signin.needs import EDIT

bp: Final = Blueprint("edit", __name__, template_folder="templates", url_prefix="/actors/<actor_id>/ret")
NEED: Final = EDIT
bp.add_app_template_filter(wording.typed_text)
Answer = str | Response | tuple[str, int]
_NOW, _WAS = "f:", "w:"
_LONGEST: Final = 5_000
_WITHDRAWN: Final = "tilbage"
_DECIDED: Final = "afgjort"
_CHANGED: Final = "aendret"


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form sent, by item; ``seen`` is the version of the data that it came with."""

    typed: Mapping[str, Typed] = field(default_factory=dict)
    seen: int = 0
    errors: Mapping[str, Text] = field(default_factory=dict)
    clashes: Mapping[str, Clash] = field(default_factory=dict)


@bp.get("")
def show(actor_id: str) -> str:
    """What there is to edit, what waits for the coordinator, and what the coordinator has not seen yet."""
    about = _about(actor_id)
    waiting, ids = proposals.waiting(context.store(), about.actor.id), _ids(about)
    about_thing, seq, said = receipt.read(about.actor.id)
    became = next(iter(said["svar"]), "")
    return render_template(
        "edit/overview.html",
        about=about,
        things=[(one, wording.thing_name(thing), thing.only_for) for one, thing in about.things.items()],
        waiting=[(one.id, _label(about, ids, one), _days(one)) for one in waiting if _is_proposed(ids, one)],
        sent={name: _sent_labels(about, about_thing, said[name]) for name in receipt.ITEMS},
        seq=seq,
        about_thing=about_thing,
        is_withdrawn=became == _WITHDRAWN,
        is_decided=became == _DECIDED,
        shown=shown.read(context.store(), about.actor.id, context.today()),
        missing=missing(context.store(), about.actor.id, context.now()),
        unreached=unreached(context.store(), about.actor.id, context.today()),
        unseen=[_label(about, ids, one) for one in _unseen(waiting)],
        rhythms=_rhythms(about),
        became=became,
    )


def _rhythms(about: Editable) -> list[tuple[str, Text, bool]]:
    """What can be chosen, by code, and whether it is; until something is, the row that changes nothing is."""
    several = rhythm.choices(about.terms, context.today())
    code = asking.read(context.store(), about.actor.id).rhythm
    usual = next((row.text("code") for row in several if not row.number("months")), "")
    chosen = code if code in {row.text("code") for row in several} else usual
    return [(row.text("code"), words(row), row.text("code") == chosen) for row in several]


@bp.post("/rytme")
def choose_rhythm(actor_id: str) -> Response:
    """How often the actor wants to be asked. It holds at once."""
    about = _about(actor_id)
    try:
        rhythm.choose(
            context.store(), about.terms, about.actor.id, request.form.get("rhythm", ""), context.today()
        )
    except InvalidValue:
        abort(HTTPStatus.BAD_REQUEST)
    address = receipt.address(about.actor.id, svar=["rytme"], anchor="rytme")
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.get("/<thing_id>")
def form(actor_id: str, thing_id: str) -> str:
    """The form of one thing."""
    about = _about(actor_id)
    return _form(about, _thing(about, thing_id), Sent(seen=about.version))


@bp.post("/<thing_id>")
def take(actor_id: str, thing_id: str) -> Answer:
    """Show what would change, or write it; what cannot be taken stands there again with the reason."""
    about = _about(actor_id)
    thing, sent = _thing(about, thing_id), _sent()
    step = request.form.get("step", "")
    read = editing.read(about, thing, sent.typed)
    if step == "back" and not read.errors:
        return _form(about, thing, sent)
    try:
        errors = read.errors or editing.refused(
            context.store(), about, thing, read.changes, sent.seen, context.now(), _speaking(about)
        )
        if errors or not read.changes:
            nothing = not errors
            page = _form(about, thing, _with(sent, errors=errors), nothing=nothing)
            return page, HTTPStatus.UNPROCESSABLE_ENTITY
        if step != "send":
            return _difference(about, thing, read.changes, sent)
        seq = _write(about, thing, read.changes, sent)
    except Contested as error:
        return _clash(actor_id, thing_id, sent, error), HTTPStatus.CONFLICT
    return redirect(_thanks(about, thing, read.changes, seq), HTTPStatus.SEE_OTHER)


@bp.post("/traek-tilbage")
def withdraw(actor_id: str) -> Answer:
    """Take back what waits for the coordinator, or say that it is decided by now."""
    store, about = context.store(), _about(actor_id)
    wanted, ids = request.form.get("proposal", ""), _ids(about)
    became = _DECIDED
    for proposal in proposals.waiting(store, about.actor.id):
        if proposal.id == wanted and _is_proposed(ids, proposal):
            with suppress(Refused, Conflict):
                review.close(store, proposal, State.DONE, "", context.moment())
                became = _WITHDRAWN
    address = receipt.address(about.actor.id, svar=[became])
    return redirect(address, HTTPStatus.SEE_OTHER)


@bp.post("/fortryd")
def undo(actor_id: str) -> Response:
    """Take back at once what the person has just sent; to the page of what stood before where that is not
    all there is to it: somebody else wrote it, or it was changed again.
    """
    store, about, seq = context.store(), _about(actor_id), request.form.get("nr", 0, type=int)
    thing = about.things.get(request.form.get("om", ""))
    if thing is None or not thing.only_for:
        address = url_for("history.before", actor_id=about.actor.id, seq=seq, svar="fortryd")
    else:  # the history says nothing of it
        address = receipt.address(about.actor.id, svar=[_CHANGED])
    elsewhere = redirect(address, HTTPStatus.SEE_OTHER)
    if thing is None or not _is_own(seq) or not has_reversal(thing):
        return elsewhere
    if thing.only_for:
        back = reversal_of_withheld(store, thing, seq)
    else:
        back = reversal(entry.timeline(store, about.actor.id, context.now()), thing, seq)
    undone = [change.item.name for change in back.changes]
    overview = receipt.address(about.actor.id, thing.node.id, fortrudt=undone, ikke=back.left)
    if not back.changes:
        # The history lets its people put back fields, and no relations.
        has_relation = any(thing.items[name].relation is not None for name in back.left)
        return redirect(overview, HTTPStatus.SEE_OTHER) if has_relation else elsewhere
    try:
        if editing.refused(store, about, thing, back.changes, about.version, context.now(), _speaking(about)):
            return elsewhere
        _write(about, thing, back.changes, Sent(seen=about.version))
    except Contested:
        return elsewhere
    _close_notes(about)
    return redirect(overview, HTTPStatus.SEE_OTHER)


def _close_notes(about: Editable) -> None:
    """Take away the notes about what stands again as the coordinator saw it last: there is nothing to see."""
    for note in proposals.waiting(context.store(), about.actor.id):
        together = proposals.beside(context.store(), note)
        if note.about is About.SHOWN and together[0].seen == together[-1].value:
            with suppress(Refused, Conflict):
                review.close(context.store(), note, State.DONE, "", context.moment())


def _is_own(seq: int) -> bool:
    """Whether the person who asks wrote the commit of that number."""
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    if not 0 < seq <= context.store().status().version:
        return False
    commits = context.store().commits(after=seq - 1, limit=1).items
    return bool(commits) and (commits[0].seq, commits[0].by) == (seq, person.account.by)


def _thanks(about: Editable, thing: Thing, changes: tuple[Change, ...], seq: int) -> str:
    """The overview that says what was sent: by their names the items that are shown, and those that wait."""
    names = {live: [change.item.name for change in changes if change.live is live] for live in (True, False)}
    actor, number = about.actor.id, seq if has_reversal(thing) else 0
    return receipt.address(actor, thing.node.id, seq=number, vist=names[True], venter=names[False])


def _sent_labels(about: Editable, thing_id: Id, items: Iterable[str]) -> list[str]:
    """What these items of a thing are called; none of what is none by now."""
    thing = about.things.get(thing_id)
    return [] if thing is None else [wording.label_of(thing, one) for one in items if one in thing.items]


def _about(actor_id: str) -> Editable:
    return editable(sight.of_own_entry(), actor_id, context.now())


def _thing(about: Editable, thing_id: str) -> Thing:
    thing = about.things.get(thing_id)
    if thing is None:
        abort(HTTPStatus.NOT_FOUND)
    return thing


def _speaking(about: Editable) -> Id:
    """In whose name the person edits, where the entry is shown as one with others."""
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    return speaker(context.store(), about.actor.id, person.grants)


def _write(about: Editable, thing: Thing, changes: tuple[Change, ...], sent: Sent) -> int:
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    by, now, speaking = person.account.by, context.now(), _speaking(about)
    seq = editing.send(
        context.store(), about, thing, changes, seen=sent.seen, by=by, now=now, speaking=speaking
    )
    ids = proposals.by_field(context.store(), about.actor.id, person.account.by)
    target = of_speaker(speaking, about.actor.id, thing.node.id)
    for live in (True, False):
        changed = [
            Changed(
                thing.node,
                change.item.name,
                wording.label_of(thing, change.item.name),
                "" if live else ids.get((target, change.item.name), ""),
            )
            for change in changes
            if change.live is live
        ]
        letters.write_to_old(about.actor, changed, waits=not live)
    return seq


def _sent() -> Sent:
    """What was sent of each item that the form had."""
    names = [name.removeprefix(_WAS) for name in request.form if name.startswith(_WAS)]
    typed = {
        name: Typed(
            request.form[_WAS + name][:_LONGEST],
            SEPARATOR.join(text[:_LONGEST] for text in request.form.getlist(_NOW + name)),
        )
        for name in names
    }
    seen = request.form.get("seen", "")
    return Sent(typed, int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 16 else 0)


def _with(sent: Sent, errors: Mapping[str, Text]) -> Sent:
    return Sent(sent.typed, sent.seen, errors)


def _clash(actor_id: str, thing_id: str, sent: Sent, error: Contested) -> str:
    """The form as it is by now, with what was typed in it, and both versions where others changed it too."""
    about = _about(actor_id)
    thing = _thing(about, thing_id)
    clashes = wording.clashes(thing, error.contests)
    typed = {
        name: Typed(inputs.text_of(thing.items[name], thing.items[name].value), one.now)
        if name in clashes
        else one
        for name, one in sent.typed.items()
        if name in thing.items
    }
    return _form(about, thing, Sent(typed, about.version, clashes=clashes))


def _again(actor_id: str, thing_id: str) -> str:
    about = _about(actor_id)
    return _form(about, _thing(about, thing_id), _sent(), old=True)


AGAIN: Final = {"take": _again}


def _form(about: Editable, thing: Thing, sent: Sent, *, nothing: bool = False, old: bool = False) -> str:
    shown_inputs = []
    for name, item in thing.items.items():
        stands = inputs.text_of(item, item.value)
        typed = sent.typed.get(name, Typed(stands, stands))
        text, was = without_numbers(typed.now), without_numbers(typed.was)
        shown_inputs.append(
            inputs.input_of(thing, item, text, was, sent.errors.get(name, ""), sent.clashes.get(name))
        )
    return render_template(
        "edit/form.html",
        about=about,
        thing=thing,
        title=wording.thing_name(thing),
        live=[one for one in shown_inputs if one.live],
        waits=[one for one in shown_inputs if not one.live],
        seen=sent.seen,
        errors=sent.errors,
        clash=bool(sent.clashes),
        nothing=nothing,
        old=old,
        elsewhere=[reason for name, reason in sent.errors.items() if name not in thing.items],
    )


def _difference(about: Editable, thing: Thing, changes: tuple[Change, ...], sent: Sent) -> str:
    changed = {change.item.name for change in changes}
    lines = [wording.line(thing, change) for change in changes]
    return render_template(
        "edit/difference.html",
        about=about,
        thing=thing,
        title=wording.thing_name(thing),
        live=[line for line in lines if line.live],
        waits=[line for line in lines if not line.live],
        typed={name: one for name, one in sent.typed.items() if name in changed},
        parts_of=lambda name, text: (
            text.split(SEPARATOR) if thing.items[name].relation is not None else [text]
        ),
        seen=sent.seen,
    )


def _ids(about: Editable) -> Collection[Id]:
    """All ids that are shown as the actor, in whose names its people may propose."""
    return read_linker(context.store()).cluster(about.actor.id)


def _label(about: Editable, ids: Collection[Id], proposal: Proposal) -> str:
    thing = about.things.get(about.actor.id if proposal.target in ids else proposal.target)
    if thing is None:
        return wording.label_gone(proposal.target, proposal.field)
    name = wording.label_of(thing, proposal.field)
    return name if thing.node.id == about.actor.id else f"{name} ({thing.name})"


def _unseen(waiting: Iterable[Proposal]) -> list[Proposal]:
    """What the coordinator has not seen of what is shown, each fact once."""
    groups = proposals.together(waiting, read_linker(context.store()))
    return [group[-1] for group in groups if group[-1].about is About.SHOWN]


def _is_proposed(ids: Collection[Id], proposal: Proposal) -> bool:
    return proposal.about in proposals.PROPOSED and proposal.source in map(own_source, ids)


def _days(proposal: Proposal) -> int:
    return proposals.days_waiting(proposal, context.now())
