"""An actor with very many relations and units: its page and its answer stay small, and none is lost."""

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from graphdb.connect import open_store
from graphdb.model import EdgeKind
from graphdb.store import GraphStore
from tests.graphdb.town import actor, actor_id, country, link, put
from tests.webapp.conftest import application
from tests.webapp.lint import problems

HUB = actor_id("hub")
MANY = 403
UNITS = 130
PAGE = f"/actors/{HUB}"
API = f"/api/v1/actors/{HUB}"


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GraphStore]:
    """A store with one actor that works together with everybody and has many units."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('hub') / 'hub.db'}")
    store.prepare()
    put(store, country(), actor("hub", "Midten", areas=["0615"]))
    put(store, *(actor(f"o{at}", f"Nabo {at}") for at in range(MANY)))
    put(store, *(actor(f"u{at}", f"Enhed {at}", part_of="hub") for at in range(UNITS)))
    put(store, *(link(EdgeKind.RELATES, HUB, actor_id(f"o{at}"), kind="rel_henviser") for at in range(MANY)))
    yield store
    store.close()


@pytest.fixture(scope="module")
def client(hub: GraphStore) -> FlaskClient:
    return application(hub).test_client()


def names(page: str) -> list[str]:
    """Whom the part about relations links to."""
    part = page.partition('<h2 id="samarbejde">')[2].partition("</section>")[0]
    return re.findall(r"<a href=\"/actors/[^\"]+\">([^<]+)</a>", part)


def test_the_pages_hold_each_once_and_lead_to_each_other(client: FlaskClient) -> None:
    """Seen red with all relations on one page."""
    address, seen, visited = PAGE, list[str](), 0
    while address:
        answer = client.get(address)
        assert problems(answer.text) == []
        assert len(answer.data) < 100_000
        seen += names(answer.text)
        visited += 1
        after = re.search(r'href="([^"]+)" rel="next"', answer.text)
        address = after[1].replace("&amp;", "&") if after else ""
    assert visited == 9
    assert sorted(seen) == sorted(
        [*(f"Nabo {at}" for at in range(MANY)), *(f"Enhed {at}" for at in range(UNITS))]
    )
    assert seen.index("Nabo 2") < seen.index("Nabo 10")


def test_the_answer_holds_one_page_of_them(client: FlaskClient) -> None:
    seen, units = list[str](), list[str]()
    for page in range(1, 6):
        answer = client.get(API, query_string={"page": page})
        assert len(answer.data) < 100_000
        entry = answer.json
        assert entry is not None
        assert (entry["page"], entry["per_page"]) == (page, 100)
        assert (entry["relations_total"], entry["parts_total"]) == (MANY, UNITS)
        seen += [relation["other"]["name"] for relation in entry["relations"]]
        units += [unit["name"] for unit in entry["parts"]]
    assert (len(seen), set(seen)) == (MANY, {f"Nabo {at}" for at in range(MANY)})
    assert (len(units), set(units)) == (UNITS, {f"Enhed {at}" for at in range(UNITS)})


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999", "9" * 5000, ""])
def test_a_page_that_is_not_there_leads_to_one_that_is(client: FlaskClient, page: str) -> None:
    answer = client.get(PAGE, query_string={"page": page})
    assert (answer.status_code, len(names(answer.text)) > 0) == (200, True)


@pytest.mark.parametrize(("name", "value"), [("page", "0"), ("per_page", "101"), ("pages", "1")])
def test_the_api_refuses_what_is_no_page(client: FlaskClient, name: str, value: str) -> None:
    answer = client.get(API, query_string={name: value})
    assert (answer.status_code, (answer.json or {})["parameter"]) == (422, name)


def test_an_actor_with_few_has_no_paging(client: FlaskClient) -> None:
    assert 'class="paging' not in client.get(f"/actors/{actor_id('o1')}").text
