"""The history a store keeps: commits in a chain, and what each did to which claim."""

from itertools import pairwise

import pytest

from graphdb.errors import TooLarge
from graphdb.history import chain
from graphdb.model import EdgeKind
from graphdb.store import Change, Commit, GraphStore, Page, What
from tests.contract.samples import actor, bare, everything, linked, said, writing

A, B, C = actor("a"), actor("b"), actor("c")


@pytest.fixture
def committed(store: GraphStore) -> GraphStore:
    """Five commits, two of them of a run, one of them with no change."""
    store.write(writing("one", said(A), said(B)))
    store.write(writing("two", said(A, name="To"), run="run-1", before=[said(A)]))
    store.write(bare("three"))
    store.write(writing("four", said(B, name="Fire"), said(A, "other"), run="run-1", before=[said(B)]))
    store.write(writing("five", said(A, name="Fem"), before=[said(A, name="To")]))
    return store


def keys(page: Page[Change]) -> list[tuple[int, str, str]]:
    return [(change.seq, change.target, change.source) for change in page.items]


def about(store: GraphStore, *ids: str, after: int = 0) -> list[tuple[int, str, str]]:
    changes = store.changes_about(ids, after=after, most=10)
    return sorted((change.seq, change.target, change.source) for change in changes)


def test_changes_about_some_nodes_are_theirs_and_those_of_their_relations(committed: GraphStore) -> None:
    ties = (linked(EdgeKind.RELATES, A, B, mark="k", kind="k"), linked(EdgeKind.PART_OF, C, B))
    committed.write(writing("six", said(C), *ties))
    relates, part_of = (tie.target for tie in ties)
    of_a = [(1, A, "demo"), (2, A, "demo"), (4, A, "other"), (5, A, "demo")]
    assert about(committed, A) == [*of_a, (6, relates, "demo")]
    assert about(committed, C) == [(6, part_of, "demo"), (6, C, "demo")]
    assert about(committed, B, after=4) == [(6, part_of, "demo"), (6, relates, "demo")]
    assert about(committed, A, C, after=5) == [(6, part_of, "demo"), (6, relates, "demo"), (6, C, "demo")]
    assert about(committed, actor("nobody")) == about(committed) == []
    assert about(committed, A, after=6) == []


def test_the_relations_that_a_node_ever_had_are_told_also_when_they_are_gone(committed: GraphStore) -> None:
    relates = linked(EdgeKind.RELATES, A, B, mark="k", kind="k")
    part_of = linked(EdgeKind.PART_OF, C, B)
    committed.write(writing("six", said(C), relates, part_of))
    fell_silent = chain.change(relates.target, "demo", relates, None, "salt-seven")
    dropped, gone = ((relates.target, "demo"),), (relates.target,)
    committed.write(bare("seven", dropped=dropped, gone=gone, changes=(fell_silent,)))
    assert committed.ties([A]) == {relates.target}
    assert committed.ties([B]) == committed.ties([A, C]) == {relates.target, part_of.target}
    assert committed.ties([actor("nobody")]) == committed.ties([]) == frozenset()


def test_changes_about_a_node_can_be_asked_for_in_parts(committed: GraphStore) -> None:
    parts = [committed.changes_about([A], after=at, until=at + 2, most=2) for at in (0, 2, 4)]
    assert [sorted(change.seq for change in part) for part in parts] == [[1, 2], [4], [5]]


def test_changes_about_a_node_are_whole_and_not_more_than_wished(committed: GraphStore) -> None:
    changes = {change for change in committed.changes().items if change.target == A}
    assert committed.changes_about([A], after=0, most=4) == changes
    with pytest.raises(TooLarge):
        committed.changes_about([A], after=0, most=3)


def test_commits_are_a_chain(committed: GraphStore) -> None:
    commits = committed.commits().items
    assert [commit.seq for commit in commits] == [1, 2, 3, 4, 5]
    assert commits[0].prev == ""
    assert all(after.prev == before.digest for before, after in pairwise(commits))
    assert committed.status().head == commits[-1].digest


def test_each_digest_can_be_worked_out_again(committed: GraphStore) -> None:
    for one in committed.commits().items:
        changes = [change for change in committed.changes().items if change.seq == one.seq]
        assert chain.commit_digest(one, changes) == one.digest
        assert all(chain.salted_digest(c.salt, c.body) == c.digest for c in changes)


def test_commits_of_a_run_and_after_a_number(committed: GraphStore) -> None:
    assert [one.seq for one in committed.commits(after=3).items] == [4, 5]
    assert [one.seq for one in committed.commits(run="run-1").items] == [2, 4]
    assert [one.seq for one in committed.commits(after=2, run="run-1").items] == [4]
    assert committed.commits(after=5) == Page(())
    assert committed.commits(run="run-2") == Page(())


def test_commits_come_in_pages(committed: GraphStore) -> None:
    first = committed.commits(limit=2)
    assert ([one.seq for one in first.items], first.after) == ([1, 2], "2")
    assert committed.commits(after=2, limit=3).after is None
    of_run = committed.commits(run="run-1", limit=1)
    assert ([one.seq for one in of_run.items], of_run.after) == ([2], "2")


def test_a_reason_is_forgotten_and_the_chain_holds(store: GraphStore) -> None:
    first = store.write(bare("one", why="Noget om en borger", salt="salt"))
    store.write(bare("two", salt="salt"))
    store.write(bare("three", forgets=(1,), salt="salt"))
    one, two, _ = store.commits().items
    assert (one.why, one.salt, one.digest, two.why) == ("", "", first.digest, "Prøve")
    assert chain.commit_digest(one, []) == one.digest


def test_changes_come_in_order(committed: GraphStore) -> None:
    expected = [
        (1, A, "demo"),
        (1, B, "demo"),
        (2, A, "demo"),
        (4, A, "other"),
        (4, B, "demo"),
        (5, A, "demo"),
    ]
    assert keys(committed.changes()) == expected
    assert keys(committed.changes(after=2)) == expected[3:]
    assert keys(committed.changes(after=5)) == []


def test_changes_of_a_target_and_of_a_run(committed: GraphStore) -> None:
    of_a = [(1, A, "demo"), (2, A, "demo"), (4, A, "other"), (5, A, "demo")]
    assert keys(committed.changes(target=A)) == of_a
    assert keys(committed.changes(run="run-1")) == [(2, A, "demo"), (4, A, "other"), (4, B, "demo")]
    assert keys(committed.changes(run="run-1", target=B)) == [(4, B, "demo")]
    assert keys(committed.changes(run="run-1", target=A, after=2)) == [(4, A, "other")]
    assert keys(committed.changes(run="run-2")) == []
    assert keys(committed.changes(run="")) == []


@pytest.mark.parametrize(
    ("limit", "pages"),
    [
        (1, [[1, 1], [2], [4, 4], [5]]),
        (2, [[1, 1], [2, 4, 4], [5]]),
        (3, [[1, 1, 2], [4, 4, 5]]),
        (6, [[1, 1, 2, 4, 4, 5]]),
    ],
)
def test_a_page_of_changes_ends_with_a_whole_commit(
    committed: GraphStore, limit: int, pages: list[list[int]]
) -> None:
    seqs_by_page: list[list[int]] = []
    after: str | None = "0"
    while after is not None:
        page = committed.changes(after=int(after), limit=limit)
        seqs_by_page.append([change.seq for change in page.items])
        after = page.after
    assert seqs_by_page == pages


def test_a_change_says_what_was_and_what_is(committed: GraphStore) -> None:
    (change,) = committed.changes(target=B, after=1).items
    before, after = chain.sides(change)
    assert before is not None
    assert after is not None
    assert (before.facts["name"].value, after.facts["name"].value) == ("Et navn", "Fire")
    assert after.run == "run-1"


def test_erasing_keeps_the_chain(committed: GraphStore) -> None:
    digests = {change.digest for change in committed.changes().items}
    committed.write(writing("six", said(A, name="Seks")))
    committed.write(
        bare("seven", erase=(A, actor("nobody")), changes=(chain.change(A, "demo", None, said(A), "s"),))
    )
    erased = committed.changes(target=A).items
    assert [(change.body == "", change.salt == "") for change in erased] == [(True, True)] * 5 + [
        (False, False)
    ]
    assert all(change.body for change in committed.changes(target=B).items)
    assert digests <= {change.digest for change in committed.changes().items}
    test_each_commit_still_adds_up(committed)


def test_each_commit_still_adds_up(committed: GraphStore) -> None:
    prev = ""
    changes = committed.changes().items
    for one in committed.commits().items:
        of_this = [change for change in changes if change.seq == one.seq]
        assert (one.prev, chain.commit_digest(one, of_this)) == (prev, one.digest)
        prev = one.digest
    assert committed.status().head == prev


def test_an_erased_text_is_in_no_answer(committed: GraphStore) -> None:
    committed.write(writing("six", said(A, name="Hemmelig Vej 7")))
    committed.write(bare("seven", dropped=((A, "demo"),)))
    committed.write(bare("eight", gone=(A,), dropped=((A, "other"),), erase=(A,)))
    assert not [item for item in everything(committed) if "Hemmelig" in repr(item)]


def test_history_scans_like_it_reads(committed: GraphStore) -> None:
    assert list(committed.scan(What.COMMITS)) == list(committed.commits().items)
    assert list(committed.scan(What.CHANGES)) == list(committed.changes().items)
    assert all(isinstance(item, Commit) for item in committed.scan(What.COMMITS))
