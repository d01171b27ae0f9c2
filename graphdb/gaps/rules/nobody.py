"""An expected core kind with nobody: somebody was asked, and there is none."""

from collections.abc import Iterator
from typing import Final

from graphdb.coverage.state import State
from graphdb.gaps.rule import Finding, Inputs, Rule
from graphdb.message import any_of, inside, message


def find(inputs: Inputs) -> Iterator[Finding]:
    """One for each set of kinds of which one will do, with all groups that miss it."""
    missing: dict[str, list[int]] = {}
    red = [cell for cell in inputs.core() if cell.red and cell.state is State.ASKED_NONE]
    for at, cell in enumerate(red):
        if cell.expectation is not None:
            missing.setdefault(cell.expectation.key, []).append(at)
    for key, places in missing.items():
        cells = [red[at] for at in places]
        kinds = tuple(dict.fromkeys(kind for cell in cells for kind in cell.kinds))
        answers = [answer for cell in cells for answer in cell.answers]
        yield Finding(
            key=(key,),
            text=message(
                "gaps.nobody",
                kinds=any_of(map(inputs.words, kinds)),
                groups=tuple(inside(inputs.words(cell.group)) for cell in cells),
            ),
            why=tuple(dict.fromkeys(cell.expectation.why for cell in cells if cell.expectation is not None)),
            groups=tuple(cell.group for cell in cells),
            kind=kinds[0],
            kinds=kinds,
            strength="core",
            evidence=tuple(dict.fromkeys(answer.target for answer in answers)),
            since=max((answer.asked_on for answer in answers), default=""),
        )


RULE: Final = Rule("nobody", message("gaps.title_nobody"), find, message("gaps.step_ask"), weekly=True)
