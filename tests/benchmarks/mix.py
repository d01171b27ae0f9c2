"""What is searched for: a stated mix, the same for the same seed."""

from collections.abc import Callable
from random import Random
from typing import Final

from graphdb.search.index.readmodel import Filters
from graphdb.touchmap import Question
from tests.benchmarks.country import table

BROAD: Final = (
    "gæld",
    "misbrug",
    "herberg",
    "psykiatri",
    "unge",
    "bostøtte",
    "hjemløs",
    "rådgivning",
    "kommune",
)
NARROW: Final = ("huslejerestance", "krisecenter", "skæve boliger", "bagud med huslejen", "sove i nat", "KSP")
LAWS: Final = ("§ 110", "paragraf 85", "§ 99", "§ 81 a", "servicelovens § 107")
MISSPELT: Final = ("psykatrii", "hærbergg", "gældsrådgivnig", "zyxwv", "kriminalforsåren")

SHARES: Final = {
    "one broad word": 25,
    "one narrow word": 15,
    "a word in a municipality": 20,
    "two words": 10,
    "a name": 5,
    "a paragraph": 5,
    "filters alone": 10,
    "nothing (the front page)": 5,
    "nobody found": 5,
}
"""Of a hundred searches."""


def searches(count: int, seed: int = 7) -> list[tuple[str, Filters]]:
    """Searches in the stated shares, with what sort each is."""
    random = Random(seed)
    sorts = random.choices(list(SHARES), list(SHARES.values()), k=count)
    return [(sort, _MAKERS[sort](random)) for sort in sorts]


def questions(count: int, seed: int = 8) -> list[Question]:
    """Situations for the touch map: a starting point, a municipality, some ages and events."""
    random = Random(seed)
    points = [row["code"] for row in table("vocabulary/starting_points.csv")]
    return [
        Question(
            _town(random),
            situation=random.choice(points),
            age=random.choice((None, 17, 24, 45)),
            acute=random.random() < 0.3,
        )
        for _ in range(count)
    ]


TOWNS: Final = [(row["code"], row["name"]) for row in table("areas/municipalities.csv")]
NEEDS: Final = [row["code"] for row in table("vocabulary/needs.csv")]
GROUPS: Final = [row["code"] for row in table("vocabulary/risk_groups.csv")]


def _town(random: Random) -> str:
    return random.choice(TOWNS)[0]


def _alone(random: Random) -> Filters:
    return Filters(
        municipality=(_town(random),),
        codes={
            "need": (random.choice(NEEDS),),
            "risk_group": (random.choice(GROUPS),) if random.random() < 0.5 else (),
        },
        age=random.choice((None, 17, 40)),
        open_now=random.random() < 0.3,
    )


_MAKERS: Final[dict[str, Callable[[Random], Filters]]] = {
    "one broad word": lambda random: Filters(q=random.choice(BROAD)),
    "one narrow word": lambda random: Filters(q=random.choice(NARROW)),
    "a word in a municipality": lambda random: Filters(q=random.choice(BROAD), municipality=(_town(random),)),
    "two words": lambda random: Filters(q=f"{random.choice(BROAD)} {random.choice(BROAD)}"),
    "a name": lambda random: Filters(q=f"værested {random.choice(TOWNS)[1]}"),
    "a paragraph": lambda random: Filters(q=random.choice(LAWS)),
    "filters alone": _alone,
    "nothing (the front page)": lambda random: Filters(),
    "nobody found": lambda random: Filters(q=random.choice(MISSPELT)),
}
