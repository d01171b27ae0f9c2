"""Telephone numbers as people write them: one number in E.164, and what else the cell says beside it."""

import re
import unicodedata
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.message import message

__all__ = ["display_phone", "normalise_phone", "split_phone", "tel_link"]

_MAX: Final = 200
_REASON: Final = message("fields.phone")
_NOTE: Final = message("fields.phone_one")
_FICTIONAL_ONLY: Final = message("fields.phone_fictional")
_FAX: Final = message("fields.phone_fax")

_SHORT: Final = re.compile(r"(?:\+45|0045)?(11[0-9]|116[0-9]{3}|1[28][0-9]{2})")
_FICTIONAL: Final = re.compile(r"(?:\+45|0045)?(00[0-9]{6})")
_PLACEHOLDER_RANGE: Final = re.compile(r"(?:\+45|0045|45)?(1[2-9][0-9]{6})")
"""Eight digits from 12: in no range that is given out, but not a slip of the pen either."""
_DANISH: Final = re.compile(r"(?:\+45|0045)?([2-9][0-9]{7})")
_DENMARK: Final = 45
"""What ``phonenumbers`` reads a Danish number as, which takes it longer than anything else about one."""
_START: Final = re.compile(r"\(?\+?\(?[0-9]")
_RUN: Final = re.compile(r"[0-9+()\s./-]*")
_NOT_DIGITS: Final = re.compile(r"[^0-9+]+")
_DATE: Final = re.compile(
    r"(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9][./-] ?[01]?[0-9][./ -] ?(?:19|20)[0-9]{2}"
)
_WHOLE_FLOAT: Final = re.compile(r"[0-9]{8}\.0")
_HOURS_BEHIND: Final = re.compile(
    r"(\+?[0-9][0-9 ]{6,15}[0-9])[ ,]{1,3}([0-9]{1,2}(?:[.:][0-9]{2})? ?- ?[0-9]{1,2}(?:[.:][0-9]{2})?)"
)
_LETTERS: Final = re.compile(r"[a-zæøå]+")
_LABEL_WORDS: Final = """
tlf tel telefon telefonnummer telefonnr telf mobil mob mobiltlf mobiltelefon m t nr nummer sms til på ring
hovednummer hovednr hovedtlf vagttlf vagttelefon vagt døgnvagt døgntelefon direkte phone kontakt og eller
"""
_LABELS: Final = frozenset(_LABEL_WORDS.split())
_FREE: Final = frozenset({"gratis", "free", "er gratis"})
_AROUND: Final = " \t\n,;.:()/-–"


def normalise_phone(text: str, *, fictional: bool = False) -> str:
    """E.164 ("+4587411000"); Danish short numbers (112, 1813, 116111) as their digits alone.

    InvalidValue when there is no number, or more beside it than what kind of number it is.
    """
    number, note = split_phone(text, fictional=fictional)
    if note:
        raise InvalidValue(_NOTE)
    return number


def split_phone(text: str, *, fictional: bool = False) -> tuple[str, str]:
    """The number as it is stored, and what else is written: "lok. 123", "kl. 9-15", a second number.

    InvalidValue when there is no number. Labels ("Tlf.", "Hotline:") say nothing and are dropped.
    """
    if len(text) > _MAX:
        raise InvalidValue(_REASON)
    plain = unicodedata.normalize("NFKC", text).strip()
    start = _START.search(plain)
    if start is None or _DATE.fullmatch(plain):
        raise InvalidValue(_REASON)
    before = _label(plain[: start.start()])
    run = _RUN.match(plain, start.start())
    written = plain[start.start() : run.end() if run else None].rstrip("+()./- \t\n")
    after = plain[start.start() + len(written) :].strip(_AROUND)
    number, beside = _number(written, fictional)
    after = "" if after.lower() in _FREE else after
    note = ", ".join(part for part in (before, beside, after) if part)
    if number:
        return number, note
    raise InvalidValue(_NOTE if note and len(_digits(written)) >= 8 else _REASON)


def _label(text: str) -> str:
    """What stands before a number when it is more than a label: a name, or words that may matter."""
    label = text.strip()
    words = _LETTERS.findall(label.lower())
    if "fax" in words or "telefax" in words:
        raise InvalidValue(_FAX)
    return "" if label.endswith(":") or set(words) <= _LABELS else label.strip(_AROUND)


def _digits(written: str) -> str:
    return _NOT_DIGITS.sub("", written)


def _number(written: str, fictional: bool) -> tuple[str, str]:
    """The number and what stands beside it in digits too; "" for none."""
    if _WHOLE_FLOAT.fullmatch(written):  # a spreadsheet's
        written = written[:-2]
    if written.startswith(("+", "(+", "00")):
        written = written.replace("(0)", "", 1)
    digits = _digits(written)
    if number := _stored(digits, fictional):
        return number, ""
    if hours := _HOURS_BEHIND.fullmatch(written):
        return _stored(_digits(hours[1]), fictional), hours[2]
    second = _stored(digits[8:], fictional) if len(digits) == 16 else ""
    return (_stored(digits[:8], fictional), display_phone(second)) if second else ("", "")


def _stored(digits: str, fictional: bool) -> str:
    import phonenumbers  # 12 ms of a start, which shows Danish numbers and reads none

    if match := _FICTIONAL.fullmatch(digits):
        if not fictional:
            raise InvalidValue(_FICTIONAL_ONLY)
        return f"+45{match[1]}"
    if match := _SHORT.fullmatch(digits):
        return match[1]
    if match := _PLACEHOLDER_RANGE.fullmatch(digits):
        return f"+45{match[1]}"
    if match := _DANISH.fullmatch(digits):  # nearly all
        number = phonenumbers.PhoneNumber(_DENMARK, int(match[1]))
    else:
        try:
            number = phonenumbers.parse(digits, "DK")
        except phonenumbers.NumberParseException:
            return ""
    valid = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if valid else ""


def display_phone(phone: str) -> str:
    """How Danes write a stored number: "87 41 10 00", "116 111", "+46 20 12 34 56"."""
    if phone.startswith("+45") and len(phone) == len("+4512345678"):
        national = phone[3:]
        return " ".join(national[at : at + 2] for at in range(0, 8, 2))
    if not phone.startswith("+"):
        return f"{phone[:3]} {phone[3:]}" if len(phone) == len("116111") else phone
    import phonenumbers

    try:
        number = phonenumbers.parse(phone)
    except phonenumbers.NumberParseException:
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def tel_link(phone: str) -> str:
    """The ``tel:`` address of a stored number."""
    return f"tel:{phone}"
