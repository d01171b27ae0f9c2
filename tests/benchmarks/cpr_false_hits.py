"""How often the CPR guard takes another text for a citizen's number, and how often it misses one.

Run ``python -m tests.benchmarks.cpr_false_hits``. Made-up texts of each kind, the same ones every time.
P-numbers of today begin 1000 to 1031: 12 of these 32 look like the tenth of a month. After "P-nr." they are
let through; alone, or after other words, they are refused.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from stdnum import ean
from stdnum.dk import cvr

from graphdb.fields.cpr import find_cpr

SAMPLES: Final = 10_000
_Make = Callable[[Random], str]
_MONTHS: Final = (
    *("januar", "februar", "marts", "april", "maj", "juni"),
    *("juli", "august", "september", "oktober", "november", "december"),
)
_TOWNS: Final = ("8000 Aarhus C", "2200 København N", "7800 Skive", "8381 Tilst", "1577 København V")


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def _cvr(random: Random) -> str:
    while not cvr.is_valid(number := str(random.randrange(10_000_000, 99_999_999))):
        pass
    return f"CVR {number}"


def _pnumber(random: Random) -> str:
    return str(random.randrange(1_000_000_000, 1_031_000_000))


def _said_pnumber(random: Random) -> str:
    return f"{random.choice(('P-nr.', 'P-nummer', 'p-nr.:', 'Pnr.'))} {_pnumber(random)}"


def _ean(random: Random) -> str:
    stem = "579800" + _digits(random, 6)
    return f"EAN {stem}{ean.calc_check_digit(stem)}"


def _phone(random: Random) -> str:
    number = str(random.randrange(20_000_000, 99_999_999))
    pairs = " ".join(number[at : at + 2] for at in range(0, 8, 2))
    return random.choice(
        (f"tlf. {number}", f"+45 {pairs}", f"{pairs} {random.randrange(8, 12)}-{random.randrange(12, 18)}")
    )


def _account(random: Random) -> str:
    register, number = _digits(random, 4), _digits(random, random.randrange(6, 11))
    return f"{register}{random.choice(' -')}{number}"


def _said_account(random: Random) -> str:
    label, register = random.choice(("konto", "kontonr.", "Konto:")), random.choice(("", "4321 "))
    return f"{label} {register}{_digits(random, 10)}"


def _iban(random: Random) -> str:
    digits = _digits(random, 16)
    return "DK" + " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _day(random: Random) -> str:
    when = date(2024, 1, 1) + timedelta(days=random.randrange(1500))
    month = f"{when.day}. {_MONTHS[when.month - 1]} {when.year}"
    return random.choice((f"{when:%d.%m.%Y}", f"{when.day}/{when.month}-{when:%y}", month, when.isoformat()))


def _period(random: Random) -> str:
    return f"{_day(random)} - {_day(random)} kl. {random.randrange(7, 11):02}.00"


def _day_and_postcode(random: Random) -> str:
    return f"{_day(random)}{random.choice((' ', ', '))}{random.choice(_TOWNS)}"


def _day_and_clock(random: Random) -> str:
    begin, end, sign = random.randrange(7, 12), random.randrange(12, 22), random.choice((".", ":", ""))
    return f"{_day(random)} {begin:02}{sign}{random.choice(('00', '15', '30'))}-{end}{sign}30"


def _hours(random: Random) -> str:
    def clock() -> str:
        return f"{random.randrange(7, 22)}{random.choice(('', '.00', '.30', ':15'))}"

    return ", ".join(f"{clock()}-{clock()}" for _ in range(random.randrange(1, 4)))


OTHERS: Final[Mapping[str, _Make]] = {
    "CVR": _cvr,
    "P-number after P-nr.": _said_pnumber,
    "P-number alone": _pnumber,
    "EAN": _ean,
    "phone": _phone,
    "konto with a number": _said_account,
    "account alone": _account,
    "IBAN": _iban,
    "period": _period,
    "date and postcode": _day_and_postcode,
    "date and clock time": _day_and_clock,
    "hours": _hours,
}
SPELLINGS: Final = (
    *("{d:%d%m%y}-{s}", "{d:%d%m%y}{s}", "{d:%d%m%y} {s}", "{d:%d%m%y}, {s}", "{d:%d%m%y}+{s}"),
    *("{d:%d%m%y} ({s})", "{d:%d%m%y} {a} {b}", "{d:%d%m%y}-{s:.3} {s[3]}", "{d.day}.{d.month}.{d:%y}-{s}"),
    *("{d.day}/{d.month}-{d:%y} {s}", "{d:%d}. {month} {d.year}-{s}", "{d.day}. {month} {d.year} {s}"),
    *("{d:%Y-%m-%d}-{s}", "{d:%Y%m%d}-{s}", "{singles}", "{d:%d.%m.%Y} {s}", "{d:%d%m%Y} {s}"),
    *("{d:%d%m%y}·{s}", "{d:%d%m%y} -    {s}", "{d:%d.%m.%y} {a} {b}", "{d:%d%m} {d:%y} {s}"),
)
"""``a`` and ``b`` are the halves of ``s``, the serial number; ``singles`` are all digits apart."""


def _cpr(spelling: str) -> _Make:
    def make(random: Random) -> str:
        born = date(1925, 1, 1) + timedelta(days=random.randrange(36_000))
        serial = _digits(random, 4)
        singles = " ".join(f"{born:%d%m%y}{serial}")
        month = _MONTHS[born.month - 1]
        return spelling.format(d=born, s=serial, a=serial[:2], b=serial[2:], month=month, singles=singles)

    return make


def share_found(name: str, make: _Make, samples: int = SAMPLES) -> float:
    """The share of generated texts of this kind that the guard takes for a CPR number, 0 to 1."""
    random = Random(name)
    return sum(find_cpr(f"Se {make(random)}, tak.") for _ in range(samples)) / samples


def false_hits(samples: int = SAMPLES) -> Iterator[tuple[str, float]]:
    """For each kind of other text how much of it is refused, 0 to 1."""
    return ((name, share_found(name, make, samples)) for name, make in OTHERS.items())


def misses(samples: int = SAMPLES) -> Iterator[tuple[str, float]]:
    """For each spelling of a CPR number how many get through, 0 to 1."""
    return ((one, 1 - share_found(one, _cpr(one), samples)) for one in SPELLINGS)


def main() -> None:
    """Print both rates, a line for each kind."""
    for title, rates in (("missed", misses()), ("false hits", false_hits())):
        print(title)
        for kind, share in rates:
            print(f"  {kind:<32} {share:8.3%}")


if __name__ == "__main__":
    main()
