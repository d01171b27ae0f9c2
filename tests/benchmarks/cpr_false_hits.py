"""How often the CPR guard takes another number for a citizen's.

Run ``python -m tests.benchmarks.cpr_false_hits``. P-numbers of today begin 100 to 103 and so often look like
10 January to 10 March: in a free text they are refused, in their own field they are not.
Made-up numbers of each kind, the same ones every time. The guard runs on free text only, so a hit asks
somebody to take the number out of a text; it never touches a field made for such numbers.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from random import Random
from typing import Final

from stdnum import ean
from stdnum.dk import cvr

from graphdb.fields.cpr import find_cpr

SAMPLES: Final = 20_000


def _digits(random: Random, count: int) -> str:
    return "".join(random.choices("0123456789", k=count))


def _cvr(random: Random) -> str:
    while not cvr.is_valid(number := str(random.randrange(10_000_000, 99_999_999))):
        pass
    return f"CVR {number}"


def _pnumber(random: Random) -> str:
    return f"P-nummer {random.randrange(1_000_000_000, 1_031_000_000)}"


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


def _iban(random: Random) -> str:
    digits = _digits(random, 16)
    return "DK" + " ".join(digits[at : at + 4] for at in range(0, 16, 4))


def _period(random: Random) -> str:
    begin = date(2024, 1, 1) + timedelta(days=random.randrange(1500))
    end = begin + timedelta(days=random.randrange(400))
    return f"{begin:%d.%m.%Y}-{end:%d.%m.%Y} kl. {random.randrange(7, 11):02}.00"


def _cpr(random: Random) -> str:
    born = date(1925, 1, 1) + timedelta(days=random.randrange(36_000))
    day = born.day + random.choice((0, 60))
    return f"{day:02}{born:%m%y}{random.choice(('', ' ', '-', ' - ', '–'))}{_digits(random, 4)}"


KINDS: Final[Mapping[str, Callable[[Random], str]]] = {
    "CVR": _cvr,
    "P-number": _pnumber,
    "EAN": _ean,
    "phone": _phone,
    "account": _account,
    "IBAN": _iban,
    "period": _period,
    "CPR (all must be found)": _cpr,
}


def rates(samples: int = SAMPLES) -> Iterator[tuple[str, float]]:
    """For each kind of number the share that the guard takes for a CPR number, 0 to 1."""
    for name, make in KINDS.items():
        random = Random(name)
        yield name, sum(find_cpr(f"Se {make(random)}, tak.") for _ in range(samples)) / samples


if __name__ == "__main__":
    for kind, share in rates():
        print(f"{kind:<24} {share:8.3%}")
