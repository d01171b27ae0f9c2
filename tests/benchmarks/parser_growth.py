"""How the time of each parser grows with the text: ``python -m tests.benchmarks.parser_growth``.

Per parser and kind of text the milliseconds for texts of 25 letters and up, each twice as long as the one
before, and the largest growth from one to the next: 2 is linear and 4 the square; what refuses long text
unread stays near 1. Times under a tenth of a millisecond are mostly noise and not compared.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import pairwise
from typing import Final

from graphdb.errors import InvalidValue
from graphdb.fields import formats
from graphdb.language.text import Lexicon, TermWords
from graphdb.model import node_id

LENGTHS: Final = tuple(25 * 2**step for step in range(12))
ROUNDS: Final = 3
NOISE: Final = 0.1
_LEXICON: Final = Lexicon.build([TermWords("rg_rus", "RiskGroup", ("rusmiddelbrug",))])

PARSERS: Final[Mapping[str, Callable[[str], object]]] = {
    "cpr": formats.find_cpr,
    "phone": formats.split_phone,
    "age": formats.parse_age,
    "date": formats.parse_date,
    "hours": formats.normalise_hours,
    "cvr": formats.normalise_cvr,
    "postcode": formats.normalise_postcode,
    "email": formats.normalise_email,
    "url": formats.normalise_url,
    "query": _LEXICON.query,
    "id": lambda text: node_id("actor", text),
}
TEXTS: Final[Mapping[str, str]] = {
    "marks": "\u0301\u0316",
    "blanks": " ",
    "digits": "1",
    "digit groups": "87 41 ",
    "dates": "01.01.1990 ",
    "days": "man-fre 9-15, ",
    "hosts": "a.b-",
    "words": "gæld ",
}
"""What each text repeats."""


def milliseconds(parse: Callable[[str], object], text: str) -> float:
    """The shortest of a few rounds."""
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        with suppress(InvalidValue):
            parse(text)
        times.append((time.perf_counter() - begun) * 1000)
    return min(times)


def growth(parse: Callable[[str], object], unit: str) -> tuple[list[float], float]:
    """The milliseconds for each length, and the largest growth by doubling (1 when all is noise)."""
    times = [milliseconds(parse, (unit * length)[:length]) for length in LENGTHS]
    return times, max((later / earlier for earlier, later in pairwise(times) if earlier > NOISE), default=1.0)


def lines() -> Iterator[str]:
    """A line for each parser and kind of text."""
    yield f"{'':<24}{''.join(f'{length:>9}' for length in LENGTHS)}   growth"
    for name, parse in PARSERS.items():
        for sort, unit in TEXTS.items():
            times, most = growth(parse, unit)
            yield f"{name:<10}{sort:<14}{''.join(f'{each:9.3f}' for each in times)}{most:9.1f}"


def main() -> None:
    """Print them all."""
    for line in lines():
        print(line, flush=True)


if __name__ == "__main__":
    main()
