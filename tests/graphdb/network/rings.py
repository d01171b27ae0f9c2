"""A network for tests that look at it in processes of their own, and so wait for no module of tests."""

from graphdb.network.tie import Tie


def rings() -> tuple[list[str], list[Tie]]:
    """Six rings of eight, each with one relation to the next, and some across."""
    ids = [f"{ring}{n}" for ring in "abcdef" for n in range(8)]
    pairs = [
        (f"{ring}{n}", f"{ring}{(n + step) % 8}") for ring in "abcdef" for n in range(8) for step in (1, 2)
    ]
    pairs += [(f"{one}0", f"{other}0") for one, other in zip("abcde", "bcdef", strict=True)]
    return ids, [Tie(f"{n}", src, dst, "x", True, "") for n, (src, dst) in enumerate(pairs)]
