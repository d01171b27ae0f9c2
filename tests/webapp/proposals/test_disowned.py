"""“Det var ikke os” on the card of what it is about, and what stood there before comes back from there."""

from flask import Flask
from flask.testing import FlaskClient

from graphdb.claims import coordinator_source
from graphdb.doubts import doubts
from graphdb.doubts.doubts import Doubt, Said
from graphdb.model import EdgeKind
from graphdb.proposals import proposals
from graphdb.proposals.proposals import State
from graphdb.store import GraphStore, Way
from tests.graphdb.identity.twice import same
from tests.graphdb.world import actor, actor_id, write
from tests.webapp.answer.browsing import HOSTEL
from tests.webapp.edit.forms import opened, path, send, typed
from tests.webapp.lint import problems
from tests.webapp.proposals.queueing import QUEUE, address, decide, proposed
from tests.webapp.signin.people import Clock

WARNING = "de ikke har rettet det. Ring, og hør, før du svarer."


def edit(editor: FlaskClient, **values: str | list[str]) -> None:
    """Change what is shown at once."""
    assert send(editor, typed(opened(editor, path()), **values), path()).status_code == 303


def disown(store: GraphStore, clock: Clock, field: str = "phone", target: str = HOSTEL) -> None:
    doubts.keep(store, Doubt(target, clock.moment(), target, field, said=Said.NOT_US))


def value(store: GraphStore, field: str) -> tuple[object, str]:
    """What stands there, and whose word it is."""
    node = store.get([HOSTEL])[HOSTEL]
    return node.props.get(field), node.prov[field].source if field in node.prov else ""


def card(page: str) -> str:
    return page.partition('class="card-box')[2].partition("</section>")[0]


def test_the_card_warns_and_puts_back(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with a warning for every doubt, and with a doubt that stays."""
    before, _ = value(demo_copy, "phone")
    edit(editor, phone="00 11 22 33")
    doubts.keep(demo_copy, doubts.doubt(HOSTEL, "Ingen tager den", clock(), HOSTEL, "phone"))
    page = client.get(QUEUE).text
    assert (WARNING in card(page), "Sæt tilbage" in page) == (False, False)
    disown(demo_copy, clock)
    page = client.get(QUEUE).text
    for shown in (WARNING, "Sæt tilbage", "Behold det nye", "14. september 2026"):
        assert shown in card(page), shown
    assert problems(page) == problems(client.get(address(demo_copy)).text) == []
    (one,) = proposals.waiting(demo_copy)
    answer = decide(client, demo_copy, "back", page=page)
    assert (answer.status_code, answer.location) == (303, f"{QUEUE}?svar=tilbage")
    assert value(demo_copy, "phone") == (before, coordinator_source("9901"))
    assert [said.said for said in doubts.waiting(demo_copy, clock.moment())] == [Said.WRONG]
    assert (proposals.waiting(demo_copy), proposals.state(demo_copy, one.id)) == ((), State.REJECTED)
    assert "Sat tilbage" in client.get(answer.location).text
    assert "Sat tilbage til det, der stod før" in client.get(f"/actors/{HOSTEL}/historik").text


def test_what_was_not_there_before_goes_again(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    edit(editor, website="")
    for one in proposals.waiting(demo_copy):
        demo_copy.records.delete(proposals.KIND, one.id)
    edit(editor, website="https://nyt.example")
    disown(demo_copy, clock, "website")
    assert decide(client, demo_copy, "back").status_code == 303
    assert value(demo_copy, "website")[0] is None


def test_a_list_is_put_back(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    def groups() -> set[str]:
        edges = demo_copy.edges([HOSTEL], kinds=[EdgeKind.REACHES], way=Way.OUT)
        return {edge.dst for edge in edges}

    before = groups()
    codes = [one.removeprefix("term:") for one in sorted(before)]
    edit(editor, risk_groups=codes[1:])
    assert groups() != before
    disown(demo_copy, clock, "risk_groups")
    assert decide(client, demo_copy, "back").status_code == 303
    assert groups() == before


def test_it_stands_on_what_waits_about_the_same_too(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """There is nothing to put back then, whatever is sent."""
    proposed(app, demo_copy, clock)
    disown(demo_copy, clock)
    page = client.get(QUEUE).text
    assert (WARNING in card(page), "Sæt tilbage" in card(page)) == (True, False)
    before = value(demo_copy, "phone")
    answer = decide(client, demo_copy, "back", page=page)
    assert (answer.status_code, "Afvis forslaget i stedet" in answer.text) == (409, True)
    assert (value(demo_copy, "phone"), len(proposals.waiting(demo_copy))) == (before, 1)


def test_what_was_said_of_an_id_that_is_joined_since_counts(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red with the id as it was written."""
    twin = actor_id("tvilling")
    write(demo_copy, actor("tvilling", "civ_vaerested", towns=["9901"]))
    edit(editor, phone="00 11 22 33")
    disown(demo_copy, clock, target=twin)
    assert WARNING not in client.get(QUEUE).text
    write(demo_copy, [same(HOSTEL, twin)])
    assert WARNING in client.get(QUEUE).text
    assert decide(client, demo_copy, "back").status_code == 303
    assert doubts.waiting(demo_copy, clock.moment()) == ()


def test_who_changed_it_meanwhile_is_shown_first(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    edit(editor, phone="00 11 22 33")
    disown(demo_copy, clock)
    page = client.get(QUEUE).text
    clock.turn(minutes=1)
    edit(editor, phone="00 44 55 66")
    assert decide(client, demo_copy, "back", page=page).status_code == 409
    assert value(demo_copy, "phone")[0] == "+4500445566"
    assert len(doubts.waiting(demo_copy, clock.moment())) == 1


def test_the_new_one_is_kept_and_the_line_is_answered(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    """Seen red: the line stood on."""
    edit(editor, phone="00 11 22 33")
    assert 'value="keep"' not in client.get(QUEUE).text
    disown(demo_copy, clock)
    disown(demo_copy, clock, "email")
    page = client.get(address(demo_copy)).text
    assert 'value="keep"' in page
    answer = decide(client, demo_copy, "keep", page=page)
    assert "Det nye bliver stående" in client.get(answer.location).text
    assert value(demo_copy, "phone")[0] == "+4500112233"
    assert [said.field for said in doubts.waiting(demo_copy, clock.moment())] == ["email"]


def test_who_saw_no_line_answers_none(
    client: FlaskClient, editor: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    edit(editor, phone="00 11 22 33")
    early = client.get(QUEUE).text
    disown(demo_copy, clock)
    assert decide(client, demo_copy, "approve", page=early).status_code == 303
    assert len(doubts.waiting(demo_copy, clock.moment())) == 1


def test_nothing_is_kept_that_is_not_shown(
    app: Flask, client: FlaskClient, demo_copy: GraphStore, clock: Clock
) -> None:
    proposed(app, demo_copy, clock)
    disown(demo_copy, clock)
    assert decide(client, demo_copy, "keep").status_code == 409
    assert (len(proposals.waiting(demo_copy)), len(doubts.waiting(demo_copy, clock.moment()))) == (1, 1)
