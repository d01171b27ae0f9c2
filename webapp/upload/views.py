"""Sending files, seeing what they would change, starting the import, and how far it is."""

from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from graphdb.errors import InvalidValue, NotFound, Refused
from graphdb.fields.cpr import find_cpr
from graphdb.message import Text, message
from webapp import context, failures
from webapp.entrance import FILES_PATH
from webapp.importing import Importing
from webapp.language import gettext, language
from webapp.signin.gate import signed_in
from webapp.signin.needs import ADMINISTER
from webapp.upload import asked, folder
from webapp.upload.folder import Cancelled, Order, Upload

bp: Final = Blueprint("upload", __name__, template_folder="templates", url_prefix=FILES_PATH)
NEED: Final = ADMINISTER
Answer = str | Response | tuple[str, int]
_BEFORE: Final = ("guessed", "tried", "refused")
"""States in which a guessed mapping may be corrected."""


@bp.get("")
def show() -> str:
    """The form."""
    return _form()


@bp.post("")
def take() -> Answer:
    """Take files in, and try them out beside the requests."""
    importing, session = _importing(), _session()
    folder.drop_old()
    try:
        if sum(1 for _ in folder.waiting()) >= folder.MOST:
            raise Refused(message("upload.many"))
        wanted = asked.wanted(request.form, importing.choices(), importing.ranks())
        files = asked.files_of(request.files)
        folder.drop_of(session)
        upload = folder.make()
        asked.save(upload, files, request.files.get("mapping"), wanted.layout)
    except (InvalidValue, Refused) as error:
        field = getattr(error, "field", "")
        return _form(refused=error.reason, field=field), HTTPStatus.UNPROCESSABLE_ENTITY
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    order = Order(
        wanted.form,
        wanted.source,
        person.account.by,
        session,
        language(),
        folder.name(),
        wanted.rank,
        wanted.layout,
    )
    upload.write_order(order)
    return _begin(importing, upload, order)


@bp.get("/<upload_id>")
def single(upload_id: str) -> str:
    """How far it is, what it would change, or what came of it. Raises Cancelled for another session's."""
    return _single(*_find(upload_id))


def _single(upload: Upload, order: Order, *, typed: str = "", error: Text = "") -> str:
    """The page; ``typed`` is the mapping as it was sent, with what is wrong with it."""
    result = upload.result(order)
    return render_template(
        "upload/single.html",
        upload=upload,
        order=order,
        files=[path.name for path in upload.files],
        state=_state(upload, order, result),
        result=result or {},
        report=(result or {}).get("report", {}).get(language(), {}),
        refused=(result or {}).get("refused", {}).get(language(), ""),
        progress=_progress(upload.progress(order)),
        has_faulty=upload.faulty.is_file(),
        mapping=_mapping(upload, order, result, typed),
        error=error,
    )


@bp.post("/<upload_id>")
def decide(upload_id: str) -> Answer:
    """Start the import, try again with what may be gone, or throw it away. Raises Cancelled."""
    importing, (upload, order), act = _importing(), _find(upload_id), request.form.get("act", "")
    state = _state(upload, order, upload.result(order))
    following = None
    if act == "mapped" and state in _BEFORE and _mapping(upload, order, upload.result(order)):
        try:
            upload.write_mapping(asked.mapping_of(request.form))
        except InvalidValue as error:
            answer = _single(upload, order, typed=request.form.get("mapping", ""), error=error.reason)
            return answer, HTTPStatus.UNPROCESSABLE_ENTITY
        following = upload.follow(order)
    if act == "cancel" and state != "imports":
        upload.drop()
        return redirect(url_for("upload.show"), HTTPStatus.SEE_OTHER)
    if act in ("again", "allow_gone") and state in ("refused", "tried", "broken") and not order.imports:
        following = upload.follow(order, allow_gone=act == "allow_gone")
    elif act == "start" and (state == "tried" or (state == "refused" and order.imports)) and upload.files:
        following = upload.follow(order, imports=True)
    if following is None:
        return _to(upload)
    return _begin(importing, upload, following)


@bp.get("/<upload_id>/ret.xlsx")
def faulty(upload_id: str) -> Response:
    """The rows that are to be corrected. Raises Cancelled."""
    upload, _ = _find(upload_id)
    rows = upload.rows()
    if rows is None:
        abort(HTTPStatus.NOT_FOUND)
    return send_file(BytesIO(rows), as_attachment=True, download_name=gettext("ret.xlsx"))


@bp.errorhandler(Cancelled)
def gone(_error: Cancelled) -> Answer:
    """It was thrown away, may be in another tab and just now."""
    return failures.handle(NotFound(message("upload.gone")))


def _begin(importing: Importing, upload: Upload, order: Order) -> Response:
    try:
        importing.begin(upload.path, order.attempt)
    except OSError:
        upload.write_result(order, {"broken": True})
    return _to(upload)


def _to(upload: Upload) -> Response:
    return redirect(url_for("upload.single", upload_id=upload.id), HTTPStatus.SEE_OTHER)


def _mapping(upload: Upload, order: Order, result: Any, typed: str = "") -> str:
    """The mapping that was guessed for the files, as it is corrected by now; "" for none. Of what was sent no
    line with a citizen's number is shown again.
    """
    if order.layout != folder.GUESS or order.imports or not upload.files:
        return ""
    path = upload.mapping
    text = path.read_text(encoding="utf-8") if path is not None else str((result or {}).get("guessed", ""))
    safe = "\n".join(line for line in typed.splitlines() if not find_cpr(line))
    return safe if safe and not find_cpr(safe) else text


def _state(upload: Upload, order: Order, result: Any) -> str:
    """``tries`` or ``imports`` while it is at work, ``broken`` when it ended without a word, else what came
    of it: ``refused``, ``guessed``, ``tried`` or ``imported``.
    """
    if result is None:
        if upload.is_silent():
            return "broken"
        return "imports" if order.imports else "tries"
    if "broken" in result:
        return "broken"
    if "refused" in result:
        return "refused"
    if "guessed" in result:
        return "guessed"
    return "imported" if order.imports else "tried"


def _progress(said: Any) -> dict[str, Any] | None:
    """What is done, and how far: ``done`` of ``of_all``, which is 0 when it is not known."""
    return said and {**said, "what": said["what"][language()]}


def _form(**refused: object) -> str:
    importing = context.context().importing
    return render_template(
        "upload/form.html",
        choices=[] if importing is None else importing.choices(),
        ranks=[] if importing is None else importing.ranks(),
        guess=folder.GUESS,
        suffixes=asked.SUFFIXES,
        typed=asked.typed(request.form),
        **refused,
    )


def _importing() -> Importing:
    importing = context.context().importing
    if importing is None:
        abort(HTTPStatus.NOT_FOUND)
    return importing


def _find(upload_id: str) -> tuple[Upload, Order]:
    upload = folder.find(upload_id, _session())
    if upload is None:
        raise Cancelled
    return upload


def _session() -> str:
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    return person.session.id
