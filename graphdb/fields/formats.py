"""Pure normalisers and validators of single values: each gives the stored form, or InvalidValue.

A reason says in Danish what to write instead and never holds the value. Empty text is refused everywhere: who
may leave a field empty asks before. ``fictional=True`` is for the source "demo" alone: it lets through
telephone numbers 00 xx xx xx and CVR 000000xx, which can't be anyone's. Opening hours are in ``hours``, the
CPR guard is in ``cpr``; both can be had from here.
"""

import re
import unicodedata
from datetime import date
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat
from stdnum.dk import cvr as cvr_numbers

from graphdb.errors import InvalidValue
from graphdb.fields.cpr import CPR_REASON, find_cpr, refuse_cpr
from graphdb.fields.hours import OpenState, describe_hours, normalise_hours, open_state

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
    "refuse_cpr",
    "tel_link",
]

_MAX_AGE: Final = 120
_MAX_LINE: Final = 200
_MAX_TEXT: Final = 4000
_MAX_URL: Final = 500
_MAX_EMAIL: Final = 254


# Telephone

_PHONE_REASON: Final = "Nummeret passer ikke. Skriv otte cifre, eller skriv landekoden foran."
_PHONE_NOTE: Final = "Skriv kun ét telefonnummer her. Telefontid og bemærkninger har deres egne felter."
_PHONE_FICTIONAL: Final = "Numre, der begynder med 00, er kun til eksempeldata. Skriv det rigtige nummer."
_SHORT_NUMBER: Final = re.compile(r"11[0-9]|116[0-9]{3}|18[0-9]{2}")
_FICTIONAL_PHONE: Final = re.compile(r"(?:\+45|0045)?(00[0-9]{6})")
_PHONE_PREFIX: Final = re.compile(r"\s*(?:tlf|telefon|tel|mobil|mob|phone)\b\s*[.:]*\s*", re.IGNORECASE)
_PHONE_SIGNS: Final = re.compile(r"[\s./()-]+")
_PHONE_START: Final = re.compile(r"\+?\(?[0-9](?:[\s./()-]{0,2}[0-9]){2,14}(?![0-9])")


def normalise_phone(text: str, *, fictional: bool = False) -> str:
    """E.164 ("+4587411000"); Danish short numbers (112, 1813, 116111) as their digits alone."""
    plain = unicodedata.normalize("NFKC", text)
    digits = _PHONE_SIGNS.sub("", _PHONE_PREFIX.sub("", plain, count=1))
    if found := _FICTIONAL_PHONE.fullmatch(digits):
        if not fictional:
            raise InvalidValue(_PHONE_FICTIONAL)
        return f"+45{found[1]}"
    if not re.fullmatch(r"\+?[0-9]+", digits):
        raise InvalidValue(_PHONE_NOTE if _PHONE_START.search(plain) else _PHONE_REASON)
    if _SHORT_NUMBER.fullmatch(digits):
        return digits
    number = _parsed_phone(digits)
    if number is None:
        raise InvalidValue(_PHONE_NOTE if len(digits) >= 16 else _PHONE_REASON)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed_phone(digits: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(digits, "DK")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def display_phone(phone: str) -> str:
    """How Danes write a stored number: "87 41 10 00", "116 111", "+46 20 12 34 56"."""
    if phone.startswith("+45") and len(phone) == len("+4512345678"):
        national = phone[3:]
        return " ".join(national[at : at + 2] for at in range(0, 8, 2))
    if not phone.startswith("+"):
        return f"{phone[:3]} {phone[3:]}" if len(phone) == len("116111") else phone
    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def tel_link(phone: str) -> str:
    """The ``tel:`` address of a stored number."""
    return f"tel:{phone}"


# Numbers from registers

_FICTIONAL_CVR: Final = re.compile(r"000000[0-9]{2}")


def normalise_cvr(text: str, *, fictional: bool = False) -> str:
    """A CVR number: eight digits whose check digit fits."""
    plain = unicodedata.normalize("NFKC", text).upper()
    digits = re.sub(r"[\s.-]", "", re.sub(r"^\s*(?:CVR|DK|SE)?[- ]?(?:NR)?\.?:?", "", plain))
    if fictional and _FICTIONAL_CVR.fullmatch(digits):
        return digits
    if not re.fullmatch(r"[0-9]{8}", digits) or not cvr_numbers.is_valid(digits):
        raise InvalidValue("CVR-nummeret passer ikke. Det har otte cifre; slå det op på virk.dk.")
    return digits


def normalise_postcode(text: str, *, fictional: bool = False) -> str:
    """A Danish postcode: four digits, 0555 to 9990; a fictional one may be any four."""
    digits = re.sub(r"^\s*DK-?|\s", "", unicodedata.normalize("NFKC", text).upper())
    if not re.fullmatch(r"[0-9]{4}", digits) or not (fictional or "0555" <= digits <= "9990"):
        raise InvalidValue("Skriv postnummeret med fire cifre. Byens navn har sit eget felt.")
    return digits


def parse_age(text: str) -> int:
    """An age in whole years, 0 to 120."""
    found = re.fullmatch(r"\s*([0-9]{1,3})\s*(?:år|aar)?\.?\s*", unicodedata.normalize("NFKC", text).lower())
    if found is None or int(found[1]) > _MAX_AGE:
        raise InvalidValue(f"Skriv alderen i hele år, fra 0 til {_MAX_AGE}.")
    return int(found[1])


# Web and mail

_URL_REASON: Final = (
    "Skriv en webadresse, for eksempel www.eksempel.dk. Den skal begynde med http eller https."
)
_URL_CREDENTIALS: Final = (
    "Webadressen må ikke indeholde brugernavn eller adgangskode. Slet det, der står før @."
)
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
    local, _, domain = re.sub(r"^\s*mailto:", "", text, flags=re.IGNORECASE).strip().rpartition("@")
    try:
        address = f"{local}@{_host(domain)}"
    except ValueError:
        address = ""
    if not address or not _LOCAL_PART.fullmatch(local) or len(local) > 64 or len(address) > _MAX_EMAIL:
        raise InvalidValue("Skriv én mailadresse, for eksempel post@eksempel.dk.")
    return address


# Text, dates, yes and no


def normalise_line(text: str, *, limit: int = _MAX_LINE) -> str:
    """One line of text: NFC, single spaces, nothing invisible. The CPR guard is the caller's."""
    return _within(" ".join(_visible(text).split()), limit)


def normalise_text(text: str, *, limit: int = _MAX_TEXT) -> str:
    """Free text that may have several lines and, between paragraphs, one empty line."""
    lines = [" ".join(line.split()) for line in _visible(text).splitlines()]
    return _within(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), limit)


def _visible(text: str) -> str:
    """NFC without control, direction and other invisible characters; what breaks a line stays."""
    if text.isprintable():
        return unicodedata.normalize("NFC", text)
    kept = (char for char in text if char.isspace() or unicodedata.category(char) not in ("Cc", "Cf", "Cs"))
    return unicodedata.normalize("NFC", "".join(kept))


def _within(text: str, limit: int) -> str:
    if not text:
        raise InvalidValue("Skriv noget her, eller lad feltet være helt tomt.")
    if len(text) > limit:
        raise InvalidValue(f"Teksten er for lang. Der er plads til {limit} tegn.")
    return text


_DATE_REASON: Final = "Skriv datoen som 03-05-2026 eller 2026-05-03."
_ISO_DATE: Final = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:T00:00(?::00)?)?")
_DANISH_DATE: Final = re.compile(r"([0-9]{1,2})[-./] ?([0-9]{1,2})[-./] ?([0-9]{4})")


def parse_date(text: str) -> date:
    """A day written 2026-05-03, 3.5.2026, 03-05-2026 or 3/5/2026 (day before month)."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if found := _ISO_DATE.fullmatch(plain):
        year, month, day = found.groups()
    elif found := _DANISH_DATE.fullmatch(plain):
        day, month, year = found.groups()
    else:
        raise InvalidValue(_DATE_REASON)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise InvalidValue(_DATE_REASON) from None


def normalise_date(text: str) -> str:
    """The day as it is stored: yyyy-mm-dd."""
    return parse_date(text).isoformat()


_YES: Final = frozenset({"ja", "j", "yes", "y", "true", "sand", "1", "x"})
_NO: Final = frozenset({"nej", "n", "no", "false", "falsk", "0"})


def parse_bool(text: str) -> bool:
    """Yes or no: ja/nej, yes/no, true/false, 1/0."""
    plain = text.strip().lower()
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    raise InvalidValue("Skriv ja eller nej.")
