"""How well the same is known from the different: ``python -m tests.benchmarks.identity``.

On the labelled pairs of ``tests/graphdb/identity/pairs.csv``, all in one store: those on which the points
were set, those written when that was done, those of other kinds of names that were written later, and all.
How long it takes at national size ``python -m tests.benchmarks`` prints.
"""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from graphdb.connect import open_store
from tests.graphdb.identity import pairs
from tests.graphdb.world import load_reference


def main() -> None:
    """Print one line for each part of the pairs."""
    with (
        TemporaryDirectory() as folder,
        closing(open_store(f"sqlite:///{Path(folder) / 'pairs.db'}")) as store,
    ):
        store.prepare()
        load_reference(store)
        labelled = pairs.read()
        pairs.write(store, labelled)
        names = ("tuned on", "written last", "untouched", "all")
        for name, quality in zip(names, pairs.measured(store, labelled), strict=True):
            print(
                f"{name:14}{quality.pairs:4} pairs: precision {quality.precision:.3f},",
                f"recall {quality.recall:.3f}, parts {quality.part_recall:.3f};",
                f"wrong {quality.wrong}, missed {quality.missed}",
            )


if __name__ == "__main__":
    main()
