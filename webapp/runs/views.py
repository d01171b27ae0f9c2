"""The imports, newest first, and one of them: what taking it back would do, and doing it."""

from datetime import UTC, datetime
from http import HTTPStatus
from math import ceil
from typing import Final

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from graphdb.accounts import accounts
from graphdb.codec import Json
from graphdb.deadline import standing_still
from graphdb.errors import NotFound, Refused
from graphdb.message import Text, message
from graphdb.runs import runs
from graphdb.runs.undo import Undone, shown_no_more
from graphdb.writing.naming import all_called
from webapp import context
from webapp.language import gettext
from webapp.pages import source_title
from webapp.signin.gate import signed_in
from webapp.signin.needs import ADMINISTER

bp: Final = Blueprint("runs", __name__, template_folder="templates", url_prefix="/indlaesninger")
NEED: Final = ADMINISTER
PER_PAGE: Final = 20
_FILES: Final = 3
_NAMED: Final = 30
_COUNTS: Final = ("new", "changed", "gone", "refused")
Answer = str | Response | tuple[str, int]


@bp.get("")
def show() -> str:
    """All imports. Raises NotFound for a page that is not there."""
    records = list(runs.list_runs(context.store()))[::-1]
    page, last = request.args.get("page", 1, type=int), max(1, ceil(len(records) / PER_PAGE))
    if not 1 <= page <= last:
        raise NotFound(message("runs.unknown"))
    shown = records[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template("runs/list.html", lines=list(map(_line, shown)), page=page, last=last)


@bp.get("/<run>")
def single(run: str) -> str:
    """One import; of a finished one what taking it back would do. Raises NotFound."""
    record = _find(run)
    if record["state"] != "done":
        return _page(record)
    store, at, by = context.store(), context.moment(), _by()
    try:
        with standing_still():  # else what is asked after it, of a large one, would be refused
            forecast = runs.undo(store, run, at, by, dry_run=True)
    except Refused as error:
        return _page(record, refused=error.reason)
    return _page(record, forecast)


@bp.post("/<run>")
def take_back(run: str) -> Answer:
    """Take it back. Raises NotFound."""
    record = _find(run)
    store, at, by, clock = context.store(), context.moment(), _by(), context.context().clock

    def tell() -> str:
        return clock().astimezone(UTC).isoformat(timespec="seconds")

    try:
        with standing_still():
            undone = runs.undo(store, run, at, by, tell)
    except Refused as error:
        return _page(_find(run), refused=error.reason), HTTPStatus.CONFLICT
    return _page(_find(record["id"]), undone)


def _by() -> str:
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    return person.account.by


def _find(run: str) -> Json:
    for record in runs.list_runs(context.store()):
        if record["id"] == run:
            return record
    raise NotFound(message("runs.unknown"))


def _page(record: Json, undone: Undone | None = None, refused: Text = "") -> str:
    """One import, with what taking it back did or would do, or why it cannot be taken back."""
    said, leaving, of_all = list[Text](), list[Text](), 0
    if undone is not None:
        leaving, of_all = shown_no_more(context.store(), undone, _NAMED)
        title = source_title(undone.source)
        said.append(runs.summary(undone, dry_run=record["state"] == "done", title=title))
        if undone.said_again:
            said.append(message("undo.said_again", count=undone.said_again, source=title))
    return render_template(
        "runs/run.html",
        line=_line(record),
        said=said,
        leaving=leaving,
        of_all=message("undo.all_leaving", count=of_all) if of_all > len(leaving) else "",
        kept=[] if undone is None else _kept(undone),
        refused=refused,
    )


def _kept(undone: Undone) -> list[Text]:
    """What stays and why, a line each."""
    shown = undone.kept[:_NAMED]
    names = all_called(context.store(), [kept.target for kept in shown])
    lines: list[Text] = [
        message("undo.stands", what=names[kept.target], source=source_title(kept.source), reason=kept.reason)
        for kept in shown
    ]
    more = len(undone.kept) - len(shown)
    return [*lines, message("undo.more", count=more)] if more else lines


def _line(record: Json) -> dict[str, object]:
    """What the pages say of an import."""
    files = [name for name, _ in record.get("files", ())]  # a store takes none that reads as a CPR number
    taken_at = record.get("undone_at")
    return {
        "id": record["id"],
        "title": source_title(record["source"]),
        "source": record["source"],
        "state": record["state"],
        "state_text": runs.STATES[record["state"]],
        "began": runs.moment_of(record["id"]),
        "by": _called(record["by"]),
        "files": files[:_FILES],
        "more_files": len(files[_FILES:]),
        "counts": _counts(record) if "new" in record else "",
        "undone_at": taken_at and datetime.fromisoformat(taken_at),
        "undone_by": _called(record.get("undone_by", "")),
        "left": record.get("kept", 0),
    }


def _counts(record: Json) -> Text:
    new, changed, gone, refused = (record[name] for name in _COUNTS)
    return message("runs.counts", new=new, changed=changed, gone=gone, refused=refused)


def _called(by: str) -> str:
    """The name of an account; what else began a run is its name already."""
    if not by.startswith("account:"):
        return by
    account = accounts.find_writer(context.store(), by)
    return gettext("en, der var logget ind") if account is None else account.name or account.called
