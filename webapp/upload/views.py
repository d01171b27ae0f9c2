"""Sending files, seeing what they would change, starting the import, and how far it is."""

from dataclasses import replace
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from flask import Blueprint, abort, redirect, render_template, request, send_file, url_for
from werkzeug.wrappers import Response

from graphdb.errors import InvalidValue, NotFound, Refused
from graphdb.message import message
from webapp import context
from webapp.entrance import FILES_PATH
from webapp.importing import Importing
from webapp.language import gettext, language
from webapp.signin.gate import signed_in
from webapp.signin.needs import ADMINISTER
from webapp.upload import asked, folder
from webapp.upload.folder import Order, Upload

bp: Final = Blueprint("upload", __name__, template_folder="templates", url_prefix=FILES_PATH)
NEED: Final = ADMINISTER
Answer = str | Response | tuple[str, int]


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
        form, source = asked.source_of(request.form, importing.choices())
        files = asked.files_of(request.files)
        folder.drop_of(session)
        upload = folder.make()
        asked.save(upload, files, request.files.get("mapping"))
    except (InvalidValue, Refused) as error:
        field = getattr(error, "field", "")
        return _form(refused=error.reason, field=field), HTTPStatus.UNPROCESSABLE_ENTITY
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    upload.write_order(Order(form, source, person.account.by, session, language()))
    return _begin(importing, upload)


@bp.get("/<upload_id>")
def single(upload_id: str) -> str:
    """How far it is, what it would change, or what came of it. Raises NotFound for another session's."""
    upload = _find(upload_id)
    result = upload.result()
    return render_template(
        "upload/single.html",
        upload=upload,
        order=upload.order(),
        files=[path.name for path in upload.files],
        state=_state(upload, result),
        result=result or {},
        report=(result or {}).get("report", {}).get(language(), {}),
        refused=(result or {}).get("refused", {}).get(language(), ""),
        progress=_progress(upload),
        has_faulty=upload.faulty.is_file(),
    )


@bp.post("/<upload_id>")
def decide(upload_id: str) -> Answer:
    """Start the import, try again with what may be gone, or throw it away. Raises NotFound."""
    importing, upload, act = _importing(), _find(upload_id), request.form.get("act", "")
    order = upload.order()
    assert order is not None  # it would not be there
    if act == "cancel" and _state(upload, upload.result()) != "imports":
        upload.drop()
        return redirect(url_for("upload.show"), HTTPStatus.SEE_OTHER)
    if act in ("again", "allow_gone") and not upload.started:
        upload.write_order(replace(order, allow_gone=order.allow_gone or act == "allow_gone"))
        return _begin(importing, upload)
    is_ready = upload.started or _state(upload, upload.result()) == "tried"
    if act == "start" and is_ready and upload.files and upload.start():
        return _begin(importing, upload)
    return redirect(url_for("upload.single", upload_id=upload.id), HTTPStatus.SEE_OTHER)


@bp.get("/<upload_id>/ret.xlsx")
def faulty(upload_id: str) -> Response:
    """The rows that are to be corrected. Raises NotFound."""
    upload = _find(upload_id)
    if not upload.faulty.is_file():
        raise NotFound(message("upload.gone"))
    rows = BytesIO(upload.faulty.read_bytes())
    return send_file(rows, as_attachment=True, download_name=gettext("ret.xlsx"))


def _begin(importing: Importing, upload: Upload) -> Response:
    try:
        importing.begin(upload.path)
    except OSError:
        upload.write_result({"broken": True})
    return redirect(url_for("upload.single", upload_id=upload.id), HTTPStatus.SEE_OTHER)


def _state(upload: Upload, result: Any) -> str:
    """``tries`` or ``imports`` while it is at work, ``broken`` when it ended without a word, else what came
    of it: ``refused``, ``tried`` or ``imported``.
    """
    if result is None:
        if upload.is_silent():
            return "broken"
        return "imports" if upload.started else "tries"
    if "broken" in result:
        return "broken"
    if "refused" in result:
        return "refused"
    return "imported" if upload.started else "tried"


def _progress(upload: Upload) -> dict[str, Any] | None:
    """What is done, and how far: ``done`` of ``of_all``, which is 0 when it is not known."""
    said = upload.progress()
    return said and {**said, "what": said["what"][language()]}


def _form(**refused: object) -> str:
    importing = context.context().importing
    choices = [] if importing is None else importing.choices()
    typed = asked.typed(request.form)
    return render_template(
        "upload/form.html", choices=choices, suffixes=asked.SUFFIXES, typed=typed, **refused
    )


def _importing() -> Importing:
    importing = context.context().importing
    if importing is None:
        abort(HTTPStatus.NOT_FOUND)
    return importing


def _find(upload_id: str) -> Upload:
    upload = folder.find(upload_id, _session())
    if upload is None:
        raise NotFound(message("upload.gone"))
    return upload


def _session() -> str:
    person = signed_in()
    assert person is not None  # the gate let nobody else in
    return person.session.id
