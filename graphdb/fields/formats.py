"""Pure normalisers and validators of single values: each gives the stored form, or InvalidValue.

A reason says what to write instead and never holds the value. Empty text is refused everywhere:
a caller that allows an empty field checks before. ``fictional=True`` is for the source "demo" alone: it lets
through telephone numbers 00 xx xx xx and CVR 000000xx, which are never assigned. Opening hours are in
``hours``, telephone numbers in ``phone``, the CPR guard is in ``cpr``; all can be had from here.
"""

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import CPR_REASON, find_cpr, refuse_cpr
from graphdb.fields.hours import COPENHAGEN, OpenState, describe_hours, normalise_hours, open_state
from graphdb.fields.phone import display_phone, normalise_phone, split_phone, tel_link
from graphdb.message import message

__all__ = [
    "CPR_REASON",
    "OpenState",
    "describe_hours",
    "display_phone",
    "find_cpr",
    "normalise_cvr",
    "normalise_date",
    "normalise_email",
    "normalise_hours",
    "normalise_line",
    "normalise_phone",
    "normalise_postcode",
    "normalise_text",
    "normalise_url",
    "open_state",
    "parse_age",
    "parse_bool",
    "parse_date",
    "parse_whole",
    "refuse_cpr",
    "split_phone",
    "tel_link",
]

_MAX_AGE: Final = 120
_FIRST_YEAR: Final = 1900
_MAX_LINE: Final = 200
_MAX_TEXT: Final = 4000
_MAX_URL: Final = 500
_MAX_EMAIL: Final = 254


# Numbers from registers

_FICTIONAL_CVR: Final = re.compile(r"000000[0-9]{2}")


def normalise_cvr(text: str, *, fictional: bool = False) -> str:
    """A CVR number: eight digits whose check digit fits."""
    plain = _short(text).upper()
    from stdnum.dk import cvr as cvr_numbers  # a start reads no numbers

    digits = re.sub(r"[\s.-]", "", re.sub(r"^\s*(?:CVR|DK|SE)?[- ]?(?:NR)?\.?:?", "", plain))
    if fictional and _FICTIONAL_CVR.fullmatch(digits):
        return digits
    if not re.fullmatch(r"[0-9]{8}", digits) or not cvr_numbers.is_valid(digits):
        raise InvalidValue(message("fields.cvr"))
    return digits


def normalise_postcode(text: str, *, fictional: bool = False) -> str:
    """A Danish postcode: four digits, 0555 to 9990; a fictional one may be any four."""
    digits = re.sub(r"^\s*DK-?|\s", "", _short(text).upper())
    if not re.fullmatch(r"[0-9]{4}", digits) or not (fictional or "0555" <= digits <= "9990"):
        raise InvalidValue(message("fields.postcode"))
    return digits


_AGE: Final = re.compile(
    r"(?:(?:ca|cirka|fra)\.? ?)?([0-9]{1,3})(?:[.,]0)?( ?\+)?(?: ?(?:år|aar)(?![a-zæøå])\.?)?( ?\+)?"
)
_AGES: Final = re.compile(r"[0-9]{1,3} ?(?:-|–|til) ?[0-9]{1,3}(?: ?år)?")


def parse_age(text: str) -> int:
    """An age in whole years, 0 to 120; also "18+", "17 år" and "ca. 20"."""
    plain = _short(text).lower()
    if _AGES.fullmatch(plain):
        raise InvalidValue(message("fields.two_ages"))
    match = _AGE.fullmatch(plain)
    if match is None or int(match[1]) > _MAX_AGE:
        raise InvalidValue(message("fields.age", most=_MAX_AGE))
    return int(match[1])


_WHOLE: Final = re.compile(r"(?:(?:ca|cirka)\.? ?)?([0-9]{1,9})(?:[.,]0)?")


def parse_whole(text: str) -> int:
    """A whole number as Excel shows it; also "20.0" and "ca. 20"."""
    match = _WHOLE.fullmatch(_short(text).lower())
    if match is None:
        raise InvalidValue(message("fields.whole_number"))
    return int(match[1])


def _short(text: str) -> str:
    """A value that is short when it is right, with single spaces; longer text is wrong before it is read."""
    return " ".join(unicodedata.normalize("NFKC", text).split()) if len(text) <= _MAX_LINE else ""


# Web and mail

_URL_REASON: Final = message("fields.url")
_URL_CREDENTIALS: Final = message("fields.url_credentials")
_NOT_IN_URL: Final = re.compile(r"[\s\\]")
_LABEL: Final = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST: Final = re.compile(rf"(?:{_LABEL}\.)+[a-z][a-z0-9-]{{0,61}}[a-z0-9]")
_SCHEME: Final = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:(?![0-9]+(?:/|$))")
_IN_PATH: Final = "/%:@!$&'()*+,;=~?-._"


def normalise_url(text: str) -> str:
    """An http or https address with a host name in ASCII; https where nothing is said. No credentials."""
    plain = text.strip()
    if len(plain) > _MAX_URL or not plain.isprintable() or _NOT_IN_URL.search(plain):
        raise InvalidValue(_URL_REASON)
    try:
        parts = urlsplit(plain if _SCHEME.match(plain) else f"https://{plain.lstrip('/')}")
        netloc = _netloc(parts)
    except ValueError:
        raise InvalidValue(_URL_REASON) from None
    if parts.scheme not in ("http", "https") or "@" in parts.netloc:
        raise InvalidValue(_URL_CREDENTIALS if "@" in parts.netloc else _URL_REASON)
    path = quote(parts.path, safe=_IN_PATH) if parts.path != "/" or parts.query else ""
    return urlunsplit(
        (parts.scheme, netloc, path, quote(parts.query, safe=_IN_PATH), quote(parts.fragment, safe=_IN_PATH))
    )


def _netloc(parts: SplitResult) -> str:
    host = _host(parts.hostname or "")
    port = parts.port
    return host if port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f"{host}:{port}"


def _host(name: str) -> str:
    """The host in lower-case ASCII, or ValueError: no addresses in digits, no bare names."""
    host = name.rstrip(".").encode("idna").decode("ascii").lower()
    if not _HOST.fullmatch(host):
        raise ValueError("not a host name")
    return host


_LOCAL_PART: Final = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def normalise_email(text: str) -> str:
    """A mail address; the part after @ in lower-case ASCII."""
    plain = text.strip() if len(text) <= _MAX_LINE + _MAX_EMAIL else ""
    local, _, domain = re.sub(r"^mailto:", "", plain, flags=re.IGNORECASE).strip().rpartition("@")
    try:
        address = f"{local}@{_host(domain)}"
    except ValueError:
        address = ""
    if not address or not _LOCAL_PART.fullmatch(local) or len(local) > 64 or len(address) > _MAX_EMAIL:
        raise InvalidValue(message("fields.email"))
    return address


# Text, dates, yes and no


def normalise_line(text: str, *, limit: int = _MAX_LINE) -> str:
    """One line of text: NFC, single spaces, nothing invisible. The CPR guard is the caller's."""
    plain = len(text) <= limit and text.isprintable()  # as nearly all is
    visible = unicodedata.normalize("NFC", text) if plain else _visible(text, limit)
    return _within(" ".join(visible.split()), limit)


def normalise_text(text: str, *, limit: int = _MAX_TEXT) -> str:
    """Free text that may have several lines and, between paragraphs, one empty line."""
    if text.isprintable():  # so it has one line, as most have
        return normalise_line(text, limit=limit)
    lines = [" ".join(line.split()) for line in _visible(text, limit).splitlines()]
    return _within(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), limit)


def _visible(text: str, limit: int) -> str:
    """NFC without control, direction and other invisible characters; what breaks a line stays.

    Too long is refused before: to put many accents in order takes the square of their number. Blanks, which
    are taken out, may make a text four times as long.
    """
    text = text.strip()
    if len(text) > 4 * limit:
        raise InvalidValue(message("fields.too_long", limit=limit))
    if not text.isprintable():
        kept = (
            char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs")
        )
        text = "".join(kept)
    _within(" ".join(text.split()), limit)
    return unicodedata.normalize("NFC", text)


def _within(text: str, limit: int) -> str:
    if not text:
        raise InvalidValue(message("fields.blank"))
    if len(text) > limit:
        raise InvalidValue(message("fields.too_long", limit=limit))
    return text


_DATE_REASON: Final = message("fields.date")
_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
_DANISH_DATE: Final = re.compile(r"([0-9]{1,2})[-./] ?([0-9]{1,2})[-./] ?([0-9]{4})")
_CLOCK: Final = re.compile(
    r"[ T,]{1,2}(?:kl\.? ?)?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]{1,9})?)?$"
)


def parse_date(text: str) -> date:
    """A day written 2026-05-03, 3.5.2026, 03-05-2026 or 3/5/2026 (day before month), also with a time.

    A time with a zone is turned into Danish time first: 2026-05-03T23:00Z is 4 May.
    """
    if len(text) <= len("2026-05-03") and (match := _ISO_DATE.fullmatch(text)):  # nearly all of a file
        return _day(*match.groups())
    plain = _short(text)
    if (moment := _moment(plain)) is not None:
        return moment.astimezone(COPENHAGEN).date()
    plain = _CLOCK.sub("", plain)
    if match := _ISO_DATE.fullmatch(plain):
        return _day(*match.groups())
    if match := _DANISH_DATE.fullmatch(plain):
        return _day(*reversed(match.groups()))
    raise InvalidValue(_DATE_REASON)


def _day(year: str, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise InvalidValue(_DATE_REASON) from None


def _moment(text: str) -> datetime | None:
    """A moment in ISO 8601 with its zone, or None."""
    if "T" not in text and ":" not in text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


@lru_cache(maxsize=4096)
def normalise_date(text: str) -> str:
    """The day as it is stored: yyyy-mm-dd, from 1900 on. A file has few days; what is none is not kept."""
    day = parse_date(text)
    if day.year < _FIRST_YEAR:
        raise InvalidValue(message("fields.year"))
    return day.isoformat()


_YES: Final = frozenset({"ja", "j", "yes", "y", "true", "sand", "1", "x"})
_NO: Final = frozenset({"nej", "n", "no", "false", "falsk", "0"})


def says_no(text: str) -> bool:
    """True for a plain no."""
    return text.strip().lower() in _NO


def parse_bool(text: str) -> bool:
    """Yes or no: ja/nej, yes/no, true/false, 1/0."""
    plain = text.strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise InvalidValue(message("fields.yes_or_no"))
