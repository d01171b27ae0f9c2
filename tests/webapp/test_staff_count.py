"""What staff see counts for them as if it were public: in facets, matrix, gaps, network, files and touch map.

An administrator of the planted house is answered what a visitor is where all of it is public. Seen red with
the index of visitors for staff.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from graphdb.accounts import accounts
from graphdb.accounts.roles import Grant, Role
from tests.files import copied
from tests.webapp.conftest import application
from tests.webapp.planted import FILES, GROUP, HOME_GROUP, HOUSE, NEAR_GROUP, OPENED, plant
from tests.webapp.signin.people import browser_of

Pair = tuple[FlaskClient, FlaskClient]
WARNED: Final = "Ikke til offentliggørelse: her kan være noget, der kun er for fagfolk."
_MARKS: Final = ("only_for", "visibility", "version", "state")
STATES: Final = (
    ";Status;Hvem har besluttet det;Besluttet;Hvorfor er det besluttet;Skal være klaret",
    ";nyt;;;;",
)
"""Columns of the list of gaps that only staff have: nothing was decided here."""
CALLS: Final = (
    "actors?municipality=9901",
    "actors?municipality=9901&q=hus",
    f"actors?municipality=&risk_group={GROUP}",
    f"actors?municipality=&risk_group={HOME_GROUP}",
    "actors?municipality=9902",
    *(
        f"coverage?municipality={town}&by={by}"
        for town in ("9901", "9902")
        for by in ("stage", "kind", "need")
    ),
    *(f"{what}?municipality={town}" for what in ("gaps", "network") for town in ("9901", "9902")),
)
PAGES: Final = (
    "/kommune/9901/aktoerer.csv",
    "/kommune/9901/matrix.csv",
    "/kommune/9901/huller.csv",
    "/kommune/9901/netvaerk.edges.csv",
    "/kommune/9901/netvaerk.nodes.csv",
    "/kommune/9901/netvaerk.json",
    f"/actors/{HOUSE}/network.json",
)


@pytest.fixture(scope="module")
def browsers(demo_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """An administrator over the planted house, and a visitor where all of it is public."""
    folders = [tmp_path_factory.mktemp(name) for name in ("planted", "opened")]
    for planted, opened in zip(copied(demo_file, folders[0]), copied(demo_file, folders[1]), strict=True):
        account = accounts.add(planted, "alle@brostad.example", (Grant(Role.ADMINISTRATOR),))
        yield (
            browser_of(application(plant(planted, folders[0], FILES)), account),
            application(plant(opened, folders[1], OPENED)).test_client(),
        )


def bare(value: Any) -> Any:
    """An answer without what says whom things are for, and where a gap stands: that is for staff alone."""
    if isinstance(value, dict):
        return {name: bare(one) for name, one in value.items() if name not in _MARKS}
    return [bare(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("call", CALLS)
def test_calls_count_it(browsers: Pair, call: str) -> None:
    staff, visitor = (browser.get(f"/api/v1/{call}").json for browser in browsers)
    assert bare(staff) == bare(visitor)


@pytest.mark.parametrize("page", PAGES)
def test_files_and_pictures_have_it(browsers: Pair, page: str) -> None:
    staff, visitor = (browser.get(page) for browser in browsers)
    if page.endswith("json"):
        assert staff.json == visitor.json
    else:
        warned = staff.text.replace(f" {WARNED}", "").replace(f"{WARNED}\r\n", "")
        for columns in STATES:
            warned = warned.replace(columns, "")
        assert warned == visitor.text != staff.text
    assert staff.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("group", [NEAR_GROUP, GROUP, HOME_GROUP])
def test_the_touch_map_is_the_same(browsers: Pair, group: str) -> None:
    asked = {"acting_municipality": "9901", "risk_groups": [group], "known_actors": [HOUSE]}
    staff, visitor = (browser.post("/api/v1/touch-map", json=asked).json for browser in browsers)
    assert bare(staff) == bare(visitor)
