"""Documents: what is kept beside the graph."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from graphdb.errors import Conflict
from graphdb.model import Doc
from graphdb.store import GraphStore, Page, Seen, What
from tests.contract.samples import bare


def doc(doc_id: str, kind: str = "run", **keys: str) -> Doc:
    return Doc(kind, doc_id, f'{{"navn":"{doc_id}"}}', keys, "2026-12-31")


def test_a_document_comes_back_with_its_version(store: GraphStore) -> None:
    store.write(bare("one", docs=(doc("a", k1="seed", k3="done"),)))
    assert store.docs("run") == Page((replace(doc("a", k1="seed", k3="done"), version=1),))
    assert store.docs("suggestion") == Page(())


def test_writing_a_document_again_replaces_all_of_it(store: GraphStore) -> None:
    store.write(bare("one", docs=(doc("a", k1="seed", k2="open"),)))
    store.write(bare("two", docs=(doc("a", k2="done"),)))
    (document,) = store.docs("run").items
    assert (document.keys, document.version) == ({"k2": "done"}, 2)
    assert store.docs("run", where={"k1": "seed"}) == Page(())


def test_documents_are_found_by_their_keys(store: GraphStore) -> None:
    store.write(bare("one", docs=(doc("a", k1="x", k2="y"), doc("b", k1="x", k3="z"), doc("c", k2="y"))))
    ids_by_filter = {
        str(where): [one.id for one in store.docs("run", where=where).items]
        for where in (
            {"k1": "x"},
            {"k2": "y"},
            {"k3": "z"},
            {"k1": "x", "k2": "y"},
            {"k1": "x", "k3": "z"},
            {"k2": "y", "k3": "z"},
            {"k1": "X"},
        )
    }
    assert list(ids_by_filter.values()) == [["a", "b"], ["a", "c"], ["b"], ["a"], ["b"], [], []]


def test_documents_come_in_pages_in_order_of_their_ids(store: GraphStore) -> None:
    names = ["b", "å", "a", "ø", "Z", "z", "\U0001f600", "\ufb01", "æ"]
    store.write(bare("one", docs=tuple(doc(name, k1="x") for name in names)))
    doc_ids: list[str] = []
    after: str | None = ""
    while after is not None:
        page = store.docs("run", where={"k1": "x"}, after=after, limit=2)
        doc_ids += [one.id for one in page.items]
        after = page.after
    assert doc_ids == sorted(names)
    assert store.docs("run", limit=len(names)).after is None


def test_a_document_can_be_taken_away(store: GraphStore) -> None:
    store.write(bare("one", docs=(doc("a"), doc("a", "other"))))
    store.write(bare("two", docs_gone=(("run", "a"), ("run", "never there"))))
    assert [item.kind for item in store.scan(What.DOCS) if isinstance(item, Doc)] == ["other"]


def test_a_key_of_another_name_is_a_mistake(store: GraphStore) -> None:
    with pytest.raises(ValueError, match="k1"):
        store.docs("run", where={"name": "a"})
    with pytest.raises(ValueError, match="k1"):
        store.write(bare("one", docs=(doc("a", name="x"),)))
    assert store.status().version == 0


@pytest.mark.parametrize(
    ("versions", "stands"),
    [
        ({}, False),
        ({"a": 1}, True),
        ({"a": None}, True),
        ({"a": 2}, False),
        ({"b": 1}, False),
        ({"a": 1, "b": None}, False),
        ({"a": 1, "c": 1}, False),
    ],
)
def test_a_commit_may_ask_that_documents_are_as_they_were_seen(
    store: GraphStore, versions: Mapping[str, int | None], stands: bool
) -> None:
    """Of those that have the keys: neither more, nor fewer, nor newer ones."""
    store.write(bare("one", docs=(doc("a", k2="open"), doc("c", k2="done"), doc("d", "other", k2="open"))))
    wanted = bare("two", docs=(doc("e"),), seen=(Seen("run", {"k2": "open"}, versions),))
    if stands:
        assert store.write(wanted).seq == 2
    else:
        with pytest.raises(Conflict):
            store.write(wanted)
    assert store.status().version == 1 + stands
    assert ("e" in [one.id for one in store.docs("run").items]) is stands


def test_that_no_document_was_seen_holds_for_one_writer(store: GraphStore) -> None:
    nothing = (Seen("run", {"k2": "open"}, {}),)
    store.write(bare("one", docs=(doc("a", k2="open"),), seen=nothing))
    with pytest.raises(Conflict) as conflict:
        store.write(bare("two", docs=(doc("b", k2="open"),), seen=nothing))
    assert conflict.value.ids == ("a",)
    assert store.write(bare("one", docs=(doc("a", k2="open"),), seen=nothing)).seq == 1, "sent again"
