"""The gate: each request needs the right that its feature names, and a form that writes its token.

A feature says ``NEED`` beside its blueprint, and in ``NEEDS`` what single endpoints ask for instead; one that
says nothing is closed. A POST that asks for no more than reading only computes, and carries no token.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, cast

from flask import Blueprint, Flask, Response, abort, current_app, g, make_response, request
from flask.typing import ResponseReturnValue

from graphdb.accounts import sessions
from graphdb.accounts.objects import NOWHERE, holders
from graphdb.accounts.roles import OF_OBJECT, Right, Role, may
from graphdb.accounts.sessions import SignedIn
from graphdb.errors import Moved, NotFound, StoreError
from graphdb.fields.cpr import find_cpr_outside_ids
from graphdb.history.formerly import linker_at
from graphdb.identity.judgements import read_linker
from webapp import context, failures, typed
from webapp.failures import Failure
from webapp.language import gettext
from webapp.oidc import renewal
from webapp.signin import cookies
from webapp.signin.needs import COORDINATE, OPEN, Need

_KEY: Final = "brobygger.needs"
_AGAIN: Final = "brobygger.again"
_SAFE: Final = ("GET", "HEAD", "OPTIONS")
_DIGITS: Final = 15
"""Of the version of the data that a form was opened with."""
_NOTHING_MORE: Final[Mapping[str, Need]] = {}
Again = Callable[..., ResponseReturnValue]
"""Shows a form as it was sent, for what its address names."""
_NEVER_AGAIN: Final[Mapping[str, Again]] = {}


def set_up(app: Flask) -> None:
    """Refuse a request that lacks its right or its token. The files of pages are open to all."""
    app.extensions[_KEY] = {"static": OPEN}
    app.before_request(_refuse)
    app.after_request(cookies.send)
    app.jinja_env.globals.update(signed_in=signed_in, form_token=cookies.form_token, asked_path=asked_path)
    app.jinja_env.globals["person_may"] = lambda right, object_id="": may_do(Right(right), object_id)


def register(
    app: Flask,
    feature: Blueprint,
    need: Need,
    needs: Mapping[str, Need] = _NOTHING_MORE,
    again: Mapping[str, Again] = _NEVER_AGAIN,
) -> None:
    """Add a feature with what its routes need; ``again`` shows the form of an endpoint with what was typed,
    where its token is too old.
    """
    app.extensions.setdefault(_AGAIN, {}).update({f"{feature.name}.{at}": form for at, form in again.items()})
    of_app = _needs(app)
    of_app[feature.name] = need
    of_app.update({f"{feature.name}.{name}": other for name, other in needs.items()})
    app.register_blueprint(feature)


def need_of(app: Flask, endpoint: str) -> Need | None:
    """What an endpoint needs; None when nobody may use it."""
    needs = _needs(app)
    return needs.get(endpoint) or needs.get(endpoint.partition(".")[0])


def signed_in() -> SignedIn | None:
    """Who is asking, None for a visitor; asked of the store once in a request, where there is a cookie."""
    if "signed_in" not in g:
        g.signed_in = None  # also while the store is away: the page that says so asks again
        token = cookies.read(cookies.SESSION)
        person = sessions.signed_in(context.store(), token, context.moment()) if token else None
        g.signed_in = None if person is None else _vouched(person, token)
    return cast("SignedIn | None", g.signed_in)


def _vouched(person: SignedIn, token: str) -> SignedIn | None:
    """The same while the provider that let the person in vouches, which it is asked for now and then.

    Nothing tells when somebody used what leaves no trace: the next page of another sort asks.
    """
    provider = context.context().provider
    if not person.account.provider:
        return person
    if provider is None or provider.issuer != person.account.provider:
        return None
    need = need_of(current_app, request.endpoint or "")
    if need is None or need.traceless or need.right is Right.ENTER:
        return person
    return renewal.renewed(context.store(), provider, person, token, context.moment())


def asked_path() -> str | None:
    """The address that a person is to come back to; None when it may hold a citizen's number."""
    return None if find_cpr_outside_ids(request.path) else request.path


def _needs(app: Flask) -> dict[str, Need]:
    return cast("dict[str, Need]", app.extensions[_KEY])


def _refuse() -> Response | None:
    if request.endpoint is None:
        return None
    need = need_of(current_app, request.endpoint)
    if need is None or not _may(need):
        if need is not None and request.method not in _SAFE:
            _lead_to_own(str((request.view_args or {}).get(need.of, "")))
        return _refused()
    if need.of == COORDINATE.of and not _is_municipality(str((request.view_args or {})[need.of])):
        abort(404)  # a municipality's role holds for its actors too, and would let an actor's id in here
    writes = request.method not in _SAFE and need.right is not Right.READ
    if writes and not need.by_link and not cookies.is_our_form():
        return _too_old()
    _touch(need)
    return None


def _lead_to_own(actor_id: str) -> None:
    """Raise Moved, to the person's own entry, where the form was opened while both were shown as one: they
    were parted meanwhile.
    """
    person, seen = signed_in(), request.form.get("seen", "")
    if person is None or not actor_id or not (seen.isascii() and seen.isdecimal()) or len(seen) > _DIGITS:
        return
    named = {one.of for one in person.grants if one.role is Role.EDITOR}
    store = context.store()
    shown_as_one = (
        linker_at(store, read_linker(store), actor_id, int(seen)).cluster(actor_id) if named else ()
    )
    own = next((one for one in shown_as_one if one in named), "")
    if own:
        raise Moved(actor_id, own)


def _too_old() -> Response:
    """The form with what was typed and a new token, where one of our pages sent it. Nothing is written."""
    again = current_app.extensions.get(_AGAIN, {}).get(request.endpoint)
    if again is not None and typed.is_from_here():
        with suppress(NotFound):  # what it is about is gone: the texts can be copied
            response = make_response(again(**request.view_args or {}))
            response.status_code = 403
            return response
    text = gettext(
        "Siden var for gammel, eller cookies er slået fra. Gå tilbage, hent siden igen, og prøv så."
    )
    return failures.answer(Failure(403, text))


def _is_municipality(code: str) -> bool:
    area = context.vocabulary().areas.get(code)
    return code == NOWHERE or (area is not None and area.text("level") == "municipality")


def _may(need: Need) -> bool:
    return may_do(need.right, str((request.view_args or {}).get(need.of, "")))


def would_let_in(need: Need) -> bool:
    """Whether the request would be let in, asked before it is answered; not while the store is away."""
    try:
        return _may(need)
    except StoreError:
        return False


def may_do(right: Right, object_id: str = "") -> bool:
    """Whether the person who asks has a right, to an actor or a municipality where it is one to an object."""
    public = context.context().settings.public
    if may((), right, public=public):
        return True
    person = signed_in()
    if person is None:
        return False
    objects = _holders(object_id) if right in OF_OBJECT and object_id else frozenset()
    return may(person.grants, right, objects, public=public)


def _holders(object_id: str) -> frozenset[str]:
    """Worked out once in a request: a page asks of the same object again for each of its links."""
    known: dict[str, frozenset[str]] = g.setdefault("holders", {})
    if object_id not in known:
        known[object_id] = holders(context.store(), object_id, context.today())
    return known[object_id]


def _touch(need: Need) -> None:
    """Note the use of a session. The files of a page are not used by a person, and ``/healthz`` neither."""
    person = None if need.traceless or need.right is Right.ENTER else signed_in()
    if person is not None:
        with suppress(StoreError):  # a page is shown also while the store takes no writes
            sessions.touch(context.store(), person.session, context.moment())


def _refused() -> Response:
    if signed_in() is None:
        text = gettext("Siden er for dem, der er logget ind.")
    else:
        text = gettext("Din rolle giver ikke adgang her. Spørg den, der holder kataloget.")
    return failures.answer(Failure(403, text))
