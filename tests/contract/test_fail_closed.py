"""What cannot be read never opens an address, and never takes more away than itself.

Seen red by taking out, one at a time, what each guards; the changes are named beside the tests.
"""

import pytest

from graphdb.fields.contact_point import contact_id
from graphdb.model import EdgeKind
from graphdb.upkeep import check
from importers.problems import Outcome
from tests.contract.fail_closed import SOURCE, STREET, World

HOUSE = f"id,address,postal_code,city,municipality\nhus,{STREET} 7,8700,Horsens,0615\n"
ACTORS = "id,name,kind,place,phone,secret_address,description,risk_groups\n"
pytestmark = pytest.mark.cases_on_sqlite


def ends(world: World, kind: EdgeKind, name: str = "a", sort: str = "actor") -> set[str]:
    return {
        edge.dst.rpartition(":")[2] for edge in world.store.edges([f"{sort}:{SOURCE}:{name}"], kinds=[kind])
    }


def assert_hidden(world: World) -> None:
    assert world.where_told(STREET) == []
    assert check.check(world.store).faults == ()


# Rows


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ("a,A,civ_ngo,,ring bare,,,", "phone"),
        ("a,A,civ_ngo,,,,,rg_nej", "risk_groups"),
        ("a,A,civ_ngo,ikke her,,,,", "place"),
        ("a,A,snak,,,,,", "kind"),
        ("a,A,,,,,,", "kind"),
    ],
)
def test_a_cell_that_cannot_be_read_costs_the_cell(world: World, cells: str, column: str) -> None:
    world.bring(actors=ACTORS + cells + "\n")
    assert [line[:3] for line in world.lines(Outcome.LEFT_OUT)] == [("actors.csv", 2, column)]
    assert world.lines(Outcome.REFUSED) == []
    assert world.node("a") is not None


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (",A,civ_ngo,,,,,", "id"),
        ("a,,civ_ngo,,,,,", "name"),
        ("a," + "A" * 201 + ",civ_ngo,,,,,", "name"),
        ("a,A,civ_ngo,,,,010190-1234,", "description"),
        ("a,A,civ_ngo,,,,,rg_rus|010190-1234", "risk_groups"),
        ("a,A,010190-1234,,,,,", "kind"),
        ("a,A,civ_ngo,,,ja 010190-1234,,", "secret_address"),
    ],
)
def test_without_id_or_name_or_with_a_cpr_number_the_row_is_refused(
    world: World, cells: str, column: str
) -> None:
    world.bring(actors=ACTORS + cells + "\n")
    assert {line[:3] for line in world.lines(Outcome.REFUSED)} == {("actors.csv", 2, column)}
    assert world.node("a") is None
    assert world.where_told("010190-1234") == []


def test_a_cell_left_out_leaves_what_was_said_before(world: World) -> None:
    """Seen red without ``left_out`` in ``carry_over``."""
    before = "a,A,civ_ngo,,75 62 00 00,,Kaffe,rg_rus|rg_psyk\n"
    world.bring(actors=ACTORS + before)
    world.bring(actors=ACTORS + "a,Nyt navn,civ_ngo,,ring,,,rg_rus|rg_psyq|rg_vold\n")
    node = world.node("a")
    assert node is not None
    assert (node.text("name"), node.text("phone"), node.text("description")) == (
        "Nyt navn",
        "+4575620000",
        "",
    )
    assert ends(world, EdgeKind.REACHES) == {"rg_rus", "rg_psyk", "rg_vold"}
    assert world.lines(Outcome.LEFT_OUT) == [
        ("actors.csv", 2, "phone", "ring"),
        ("actors.csv", 2, "risk_groups", "rg_psyq"),
    ]
    world.bring(actors=ACTORS + "a,Nyt navn,civ_ngo,,,,,rg_rus|rg_vold\n")
    node = world.node("a")
    assert node is not None
    assert node.text("phone") == ""
    assert ends(world, EdgeKind.REACHES) == {"rg_rus", "rg_vold"}


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("place", "hus", "ej"),
        ("parent", "t", "ej"),
        ("parent", "t", "a"),
        ("place", "hus", "x" * 200),
    ],
)
def test_a_relation_that_cannot_be_read_stands_as_before(
    world: World, column: str, good: str, bad: str
) -> None:
    """Seen red without ``kept`` in ``prune``."""
    kind = {"place": EdgeKind.LOCATED_AT, "parent": EdgeKind.PART_OF}[column]
    table = f"id,name,kind,{column}\nt,T,civ_ngo,\na,A,civ_ngo,"
    world.bring(actors=f"{table}{good}\n", places=HOUSE)
    world.bring(actors=f"{table}{bad}\n", places=HOUSE)
    assert [line[1:3] for line in world.lines(Outcome.LEFT_OUT)] == [(3, column)]
    assert ends(world, kind) == {good}
    assert world.report.total("gone") == 0


def test_contact_points_lose_the_cell_and_no_more(world: World) -> None:
    actors = "id,name,kind\na,A,civ_ngo\n"
    head = "actor,role,phone,email\n"
    world.bring(actors=actors, contacts=head + "a,vagt,75 62 00 00,vagt@a.dk\na,leder,75 62 00 01,\n")
    world.bring(actors=actors, contacts=head + "a,vagt,ring,ny@a.dk\na,010190-1234,75 62 00 02,\n")
    assert [line[:3] for line in world.lines(Outcome.REFUSED)] == [("contacts.csv", 3, "role")]
    assert [line[:3] for line in world.lines(Outcome.LEFT_OUT)] == [("contacts.csv", 2, "phone")]
    owner = f"actor:{SOURCE}:a"
    duty, leader = (contact_id(owner, role) for role in ("vagt", "leder"))
    points = world.store.get([duty, leader])
    assert dict(points[duty].props) == {"role": "vagt", "phone": "+4575620000", "email": "ny@a.dk"}
    assert dict(points[leader].props) == {"role": "leder", "phone": "+4575620001"}
    ties = world.store.edges([owner], kinds=[EdgeKind.CONTACTED_AT])
    assert {edge.dst for edge in ties} == {duty, leader}


# The kind


def test_a_kind_that_cannot_be_read_stands_as_before(world: World) -> None:
    world.bring(actors=ACTORS + "a,A,civ_ngo,,,,,\n")
    world.bring(actors=ACTORS + "a,A,varmestue,,,,,\n")
    node = world.node("a")
    assert node is not None
    assert node.text("kind") == "civ_ngo"
    world.bring(actors=ACTORS + "a,A,varmestue,,,,,\nb,B,varmestue,,,,,\n")
    node = world.node("b")
    assert node is not None
    assert node.text("kind") == "ukendt"
    assert [line[:3] for line in world.lines(Outcome.LEFT_OUT)] == [
        ("actors.csv", 2, "kind"),
        ("actors.csv", 3, "kind"),
    ]


def test_an_unread_kind_does_not_outweigh_what_another_source_knows(world: World) -> None:
    actors = "id,name,kind\ncvr:12345678,A,{}\n"
    world.bring("register", actors=actors.format("bo_110"))
    world.bring(actors=actors.format("herberg"))
    [node] = world.store.get(["actor:cvr:12345678"]).values()
    assert node.text("kind") == "bo_110"


@pytest.mark.parametrize("before", ["", "civ_ngo"])
@pytest.mark.parametrize("kind", ["krisecenter", "", "bo_plejefamilie", "ukendt"])
def test_while_the_kind_is_unread_the_address_is_held_back(world: World, kind: str, before: str) -> None:
    """Seen red with the flag only for known kinds in ``_secret_unless_said``."""
    if before:
        world.bring(actors=ACTORS + f"a,A,{before},,,,,\n")
    world.bring(actors=ACTORS + f"a,A,{kind},hus,,,,\n", places=HOUSE)
    assert ("places.csv", 2, "address", "") in world.lines(Outcome.HELD_BACK)
    assert_hidden(world)
    world.bring(actors=ACTORS + "a,A,civ_ngo,hus,,,,\n", places=HOUSE)
    house = world.node("hus", "place")
    assert house is not None
    assert house.text("address") == f"{STREET} 7"


def test_who_says_that_the_address_is_open_keeps_it_though_the_kind_is_unread(world: World) -> None:
    world.bring(actors=ACTORS + "a,A,varmestue,hus,,nej,,\n", places=HOUSE)
    house = world.node("hus", "place")
    assert house is not None
    assert house.text("address") == f"{STREET} 7"


# The flag


@pytest.mark.parametrize("word", ["ja, hemmelig", "Ja!", "hemmelig", "måske", f"ja: {STREET} 7", "\u2713"])
def test_an_answer_that_cannot_be_read_is_yes(world: World, word: str) -> None:
    world.bring(actors=ACTORS + f'a,A,civ_ngo,hus,,"{word}",,\n', places=HOUSE)
    assert world.lines(Outcome.LEFT_OUT) == [("actors.csv", 2, "secret_address", "")]
    node = world.node("a")
    assert node is not None
    assert node.flag("secret_address")
    assert_hidden(world)


# Places


@pytest.mark.parametrize(
    ("row", "services"),
    [
        ("a,,bo_110,hus,,,,", ""),
        (",A,bo_110,hus,,,,", ""),
        ("a,A,bo_110,hus,,,010190-1234,", ""),
        ("a,A,bo_110,hus,,,,,for mange,felter", ""),
        ("a,A,bo_110,,,,,", "s,,S,hus"),
        ("a,A,bo_110,,,,,", "s,ingen,S,hus"),
        ("a,A,bo_110,,,,,", "s,a,,hus"),
    ],
)
def test_a_place_that_only_rows_not_taken_point_at_is_held_back(
    world: World, row: str, services: str
) -> None:
    """Seen red without ``_hold_back_unsure``, ``pointed``, ``lost``, and ``_without_owner``."""
    tables = {"actors": f"{ACTORS}{row}\n", "places": HOUSE}
    if services:
        tables["services"] = f"id,actor,name,place\n{services}\n"
    world.bring(**tables)
    assert ("places.csv", 2, "address", "") in world.lines(Outcome.HELD_BACK)
    assert world.node("hus", "place") is None
    assert_hidden(world)


def test_a_line_of_json_that_cannot_be_read_holds_its_place_back(world: World) -> None:
    lines = (
        f'{{"type": "place", "id": "hus", "address": "{STREET} 7", "municipality": "0615"}}\n'
        '{"type": "actor", "id": "a", "name": "A", "kind": "bo_110", "place": "hus"\n'
    )
    world.bring_files([world.put("alt.jsonl", lines)])
    assert world.node("hus", "place") is None
    assert_hidden(world)


def test_a_place_that_others_are_at_is_kept(world: World) -> None:
    world.bring(actors=ACTORS + "a,,bo_110,hus,,,,\nb,B,civ_ngo,hus,,,,\n", places=HOUSE)
    house = world.node("hus", "place")
    assert house is not None
    assert house.text("address") == f"{STREET} 7"


def test_a_place_that_was_there_stands_when_its_row_is_not_taken(world: World) -> None:
    world.bring(actors=ACTORS + "a,A,bo_110,hus,,,,\n", places=HOUSE)
    world.bring(actors=ACTORS + "a,,bo_110,hus,,,,\n", places=HOUSE.replace(" 7,", " 9,"))
    house = world.node("hus", "place")
    assert house is not None
    assert house.text("address") == f"{STREET} 7"
    assert ends(world, EdgeKind.LOCATED_AT) == {"hus"}


# What else tells the street


@pytest.mark.parametrize(
    "column",
    ["description", "temporary_text", "website", "email", "phone", "status", "budget_area", "parent"],
)
def test_no_cell_of_a_secret_actor_tells_its_street(world: World, column: str) -> None:
    """Seen red without ``without_streets`` and, for the report, without ``hushed``."""
    text = {
        "website": "https://skjulestedet.dk",
        "email": "post@skjulestedet.dk",
    }.get(column, f"Ring på hos naboen i {STREET} 7")
    head = f"id,name,kind,place,{column}\n"
    world.bring(actors=f"{head}a,A,bo_109,hus,{text}\n", places=HOUSE)
    lines = world.lines(Outcome.HELD_BACK) + world.lines(Outcome.LEFT_OUT)
    assert ("actors.csv", 2, column, "") in lines
    assert world.node("a") is not None
    assert_hidden(world)


def test_services_units_relations_and_contact_points_do_not_tell_it(world: World) -> None:
    world.bring(
        places=HOUSE,
        actors=(
            "id,name,kind,place,parent,description,risk_groups\n"
            f"a,A,bo_109,hus,,,rg_vold=gå ad {STREET}\n"
            f"u,U,civ_ngo,,a,Bag om {STREET}s port,\n"
            "b,B,civ_ngo,,,,\n"
        ),
        services=f"id,actor,name,how_to_apply,documents\ns,a,S,Ring på i {STREET.upper()},Ingen\n",
        contacts=f"actor,role,phone\na,vagten i {STREET},75 62 00 00\na,vagt,75 62 00 01\n",
        relations=f"from,kind,to,note\nb,rel_henviser,a,Følges til {STREET}\n",
    )
    assert {(file, column) for file, _, column, _ in world.lines(Outcome.HELD_BACK)} == {
        ("places.csv", "address"),
        ("actors.csv", "description"),
        ("actors.csv", "how"),
        ("contacts.csv", "role"),
        ("services.csv", "how_to_apply"),
        ("relations.csv", "note"),
    }
    assert world.lines(Outcome.REFUSED) == []
    service = world.node("s", "service")
    assert service is not None
    assert service.text("documents") == "Ingen"
    assert_hidden(world)


def test_a_flag_that_comes_later_takes_the_street_out_of_all_that_was_said_earlier(world: World) -> None:
    """Of texts, contact points and relations, of what is gone since, and of other sources' words.

    Seen red without ``_forget_streets``, without the ties and the loop in ``belongings``, and without
    ``tells_street``.
    """
    text = f"I {STREET} 7 bag porten"
    tables = {
        "places": HOUSE,
        "actors": (f"{ACTORS}a,A,bo_110,hus,,nej,{{}},{{}}\nb,B,civ_ngo,,,,Ikke langt fra {{}}station,\n"),
        "services": "id,actor,name,how_to_apply,risk_groups\ns,a,S,{},rg_vold={}\n",
        "contacts": "actor,service,place,role,phone,note\na,,,{},,\n,s,,{},75 62 00 01,\n,,hus,Vagt,,{}\n",
        "relations": "from,kind,to,note\nb,rel_henviser,a,{}\n",
    }
    texts = {"actors": (text, f"rg_vold={text}", "tog"), "services": (text, text), "contacts": (text,) * 3}
    texts["relations"] = (text,)
    world.bring(**{name: table.format(*texts.get(name, ())) for name, table in tables.items()})
    world.bring("register", actors=f"{ACTORS}{SOURCE}:a,A,bo_110,,,,{text},\n")
    rest = {"services": "id,actor,name\nt,a,T\n", "places": HOUSE}
    world.bring(actors=f"{ACTORS}a,A,bo_110,hus,,nej,{text},\n", **rest)
    assert world.node("s", "service") is None
    assert world.where_told(STREET)
    world.reports.clear()
    world.bring(actors=f"{ACTORS}a,A,bo_110,hus,,ja,{text},\n", **rest)
    assert_hidden(world)


def test_an_open_actor_keeps_its_past_when_a_neighbour_becomes_secret(world: World) -> None:
    actors = f"{ACTORS}a,A,bo_110,hus,,{{}},,\nb,B,civ_ngo,,,,Over for {STREET} 7,\n"
    world.bring(actors=actors.format("nej"), places=HOUSE)
    world.bring(actors=actors.format("ja"), places=HOUSE)
    node = world.node("b")
    assert node is not None
    assert STREET in node.text("description")
    assert all(change.body for change in world.store.changes(target=node.id).items)
    assert check.check(world.store).faults == ()


def test_a_secret_actor_that_moves_to_a_known_street_forgets_it_too(world: World) -> None:
    """Seen red with only those in ``_forget_streets`` who were not secret before."""
    world.bring(actors=f"{ACTORS}a,A,bo_110,,,ja,I {STREET} 7,\nb,B,civ_ngo,hus,,,,\n", places=HOUSE)
    assert world.where_told(STREET)
    world.reports.clear()
    world.bring(actors=f"{ACTORS}a,A,bo_110,hus,,ja,,\n", places=HOUSE)
    assert_hidden(world)


@pytest.mark.parametrize(
    ("street", "text", "kept"),
    [
        ("Alle 7", "Et sted for alles børn", False),
        ("Nørre Alle 7", "Et sted for alles børn", True),
        ("Nørre Allé 7", "Ved noerre alle", False),
        ("Nørre Allé 7", "Ved nørreallé", False),
        ("c/o Hansen, Skjulestedet 7, 2. tv", "I Skjulestedet", False),
        ("Bygning 3, Skjulestedet 7", "I Skjulestedet", False),
        ("Skjulestedet", "I Skjulestedet", False),
    ],
)
def test_other_words_of_a_secret_actor_stay(world: World, street: str, text: str, kept: bool) -> None:
    places = f'id,address,municipality\nhus,"{street}",0615\n'
    world.bring(actors=f"{ACTORS}a,A,bo_109,hus,,,{text},\n", places=places)
    node = world.node("a")
    assert node is not None
    assert node.text("description") == (text if kept else "")


@pytest.mark.parametrize(
    ("name", "row"),
    [("a", f"a,Krisecentret {STREET}"), ("krise-skjulestedet-7", "krise-skjulestedet-7,A")],
)
def test_an_id_or_a_name_that_tells_the_street_is_not_kept(world: World, name: str, row: str) -> None:
    world.bring(
        places=HOUSE,
        actors=f"{ACTORS}{row},bo_109,hus,,,,\nb,B,civ_ngo,,,,,\n",
        relations=f"from,kind,to\nb,rel_henviser,{name}\n",
    )
    assert ("actors.csv", 2) in {line[:2] for line in world.lines(Outcome.HELD_BACK)}
    assert_hidden(world)


def test_an_id_of_a_place_that_tells_the_street_is_in_no_report(world: World) -> None:
    """Seen red without the second half of ``_hush``: the third time, the place is not there."""
    rows = "a,A,bo_109,skjulestedet-7,,,,\nb,B,civ_ngo,skjulestedet-7,,,,\n"
    for _ in range(2):
        world.bring(actors=ACTORS + rows, places=HOUSE.replace("hus,", "skjulestedet-7,"))
    world.bring(actors=ACTORS + rows)
    assert {line[3] for line in world.lines(Outcome.LEFT_OUT)} == {""}
    assert_hidden(world)


def test_a_dry_run_tells_as_little(world: World) -> None:
    actors = world.put("actors.csv", ACTORS + f"a,A,bo_109,hus,,,I {STREET},\n")
    world.bring_files([actors, world.put("places.csv", HOUSE)], dry_run=True)
    assert len(world.lines(Outcome.HELD_BACK)) == 2
    assert_hidden(world)
