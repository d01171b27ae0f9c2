"""A confirmation link is good for thirty days and until the next, and stands nowhere as it is."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from graphdb.confirming import leaving, links
from graphdb.errors import Conflict, InvalidValue, NotFound
from graphdb.proposals import proposals
from graphdb.proposals.proposals import About
from graphdb.store import GraphStore
from graphdb.upkeep import transfer
from tests.graphdb.confirming.house import AT, HOSTEL, HOUSE, NOW
from tests.graphdb.identity.twice import same
from tests.graphdb.world import write


def later(**time: float) -> str:
    """The moment that much later."""
    return (datetime.fromisoformat(AT) + timedelta(**time)).isoformat(timespec="seconds")


def test_a_link_is_good_for_thirty_days_and_as_often_as_need_be(house: GraphStore) -> None:
    token = links.make(house, HOUSE, AT)
    before = house.status().version
    for at in (AT, later(days=15), later(days=29, hours=23)):
        link = links.find(house, token, at)
        assert link is not None
        assert link.actor == HOUSE
    assert links.find(house, token, later(days=30)) is None
    assert house.status().version == before


def test_the_newest_link_is_the_only_one_and_of_one_entry(house: GraphStore) -> None:
    """Seen red with a record for each link."""
    first, other = links.make(house, HOUSE, AT), links.make(house, HOSTEL, AT)
    second = links.make(house, HOUSE, AT)
    assert links.find(house, first, AT) is None
    assert [link.actor for token in (second, other) if (link := links.find(house, token, AT))] == [
        HOUSE,
        HOSTEL,
    ]


def test_the_token_stands_nowhere(house: GraphStore, tmp_path: Path) -> None:
    """Nor does a backup hold the link at all."""
    token = links.make(house, HOUSE, AT)
    (record,) = house.records.list(links.KIND, now=AT).items
    assert token not in f"{record}"
    transfer.export(house, tmp_path / "backup.jsonl")
    text = (tmp_path / "backup.jsonl").read_text(encoding="utf-8")
    assert token not in text
    assert links.KIND not in text


@pytest.mark.parametrize("token", ["", "x", "a" * 64, "A" * 64, "a" * 63 + "\n", HOUSE])
def test_what_is_no_token_finds_nothing(house: GraphStore, token: str) -> None:
    links.make(house, HOUSE, AT)
    assert links.find(house, token, AT) is None


@pytest.mark.parametrize("nobody", ["actor:x:nobody", "service:x:cafe"])
def test_only_an_actor_with_a_page_gets_a_link(house: GraphStore, nobody: str) -> None:
    with pytest.raises(NotFound):
        links.make(house, nobody, AT)


def test_a_link_follows_its_entry_when_it_is_joined(house: GraphStore) -> None:
    """Seen red with the id of the link itself."""
    tokens = [links.make(house, one, AT) for one in (HOUSE, HOSTEL)]
    write(house, [same(HOUSE, HOSTEL)])
    actors = {link.actor for token in tokens if (link := links.find(house, token, AT)) is not None}
    assert len(actors) == 1
    assert house.get(actors)


def test_who_does_not_answer_for_it_ends_the_link_and_tells_the_coordinator(house: GraphStore) -> None:
    token = links.make(house, HOUSE, AT)
    link = links.find(house, token, AT)
    assert link is not None
    with pytest.raises(InvalidValue):
        leaving.leave(house, link, token, About.STOPPED, "010190-1234", NOW)
    leaving.leave(house, link, token, About.STOPPED, "Spørg Bo på kontoret.", NOW)
    assert links.find(house, token, AT) is None
    (proposal,) = proposals.waiting(house, HOUSE)
    assert (proposal.about, proposal.text, proposal.by) == (About.STOPPED, "Spørg Bo på kontoret.", link.by)


def test_who_leaves_need_not_say_whom_to_ask(house: GraphStore) -> None:
    """Seen red with an empty text that is refused."""
    token = links.make(house, HOSTEL, AT)
    link = links.find(house, token, AT)
    assert link is not None
    leaving.leave(house, link, token, About.NOT_ME, " ", NOW)
    assert [proposal.text for proposal in proposals.waiting(house, HOSTEL)] == [""]


def test_a_link_that_was_replaced_does_not_end_the_new_one(house: GraphStore) -> None:
    token = links.make(house, HOUSE, AT)
    ending = links.ending(house, token, AT)
    newer = links.make(house, HOUSE, AT)
    assert links.ending(house, token, AT) == ()
    with pytest.raises(Conflict):
        house.records.write(*ending)
    assert links.find(house, newer, AT) is not None


def test_a_double_click_ends_the_link_once(house: GraphStore) -> None:
    token = links.make(house, HOUSE, AT)
    link = links.find(house, token, AT)
    assert link is not None

    def press(_: int) -> bool:
        return leaving.leave(house, link, token, About.STOPPED, "Spørg Bo.", NOW)

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(press, range(4))) == [True] * 4
    assert [proposal.text for proposal in proposals.waiting(house, HOUSE)] == ["Spørg Bo."]


def test_a_link_that_is_replaced_while_its_form_is_sent_leaves_no_line(house: GraphStore) -> None:
    token = links.make(house, HOUSE, AT)
    link = links.find(house, token, AT)
    assert link is not None
    newer = links.make(house, HOUSE, AT)
    assert not leaving.leave(house, link, token, About.STOPPED, "Spørg Bo.", NOW)
    assert proposals.waiting(house, HOUSE) == ()
    assert links.find(house, newer, AT) is not None
