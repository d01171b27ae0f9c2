"""What every page must keep, whoever wrote it: checked on the HTML itself."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_NAMED = frozenset({"select", "textarea"})
_REFERRING = ("for", "aria-labelledby", "aria-describedby", "form")


@dataclass
class Page(HTMLParser):
    """What one reading of a page finds."""

    problems: list[str] = field(default_factory=list)
    ids: Counter[str] = field(default_factory=Counter)
    refers: set[str] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    inputs: list[tuple[str, str]] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    stack: list[str] = field(default_factory=list)
    title: str = ""
    lang: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note ids, references, headings and everything that the content policy would stop."""
        held = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self.stack.append(tag)
        self._policy(tag, held)
        self._names(tag, held)
        if tag == "html":
            self.lang = held.get("lang", "")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(held.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        """Elements must close in order."""
        if tag in _VOID:
            return
        if not self.stack or self.stack.pop() != tag:
            self.problems.append(f"</{tag}> closes something else, line {self.getpos()[0]}")

    def handle_data(self, data: str) -> None:
        """The title's text; a script may have none."""
        where = self.stack[-1] if self.stack else ""
        if where == "title":
            self.title += data
        if where in ("script", "style") and data.strip():
            self.problems.append(f"text inside <{where}>")

    def _policy(self, tag: str, held: dict[str, str]) -> None:
        if tag == "style" or "style" in held:
            self.problems.append(f"inline style on <{tag}>")
        self.problems += [f"{name} on <{tag}>" for name in held if name.startswith("on")]
        for name in ("src", "action", "formaction") + (("href",) if tag == "link" else ()):
            if held.get(name, "/").startswith(("http:", "https:", "//", "data:", "javascript:")):
                self.problems.append(f"<{tag} {name}> leads elsewhere")
        if held.get("href", "").startswith(("javascript:", "data:")):
            self.problems.append(f"<{tag} href> runs a script")

    def _names(self, tag: str, held: dict[str, str]) -> None:
        if "id" in held:
            self.ids[held["id"]] += 1
        for name in _REFERRING:
            self.refers.update(held.get(name, "").split())
        if tag == "label":
            self.labels.add(held.get("for", ""))
        if tag in _NAMED or (tag == "input" and held.get("type") != "hidden"):
            named = held.get("aria-label") or held.get("aria-labelledby")
            self.inputs.append(("" if named else held.get("id", ""), held.get("name", tag)))
        if tag == "img" and "alt" not in held:
            self.problems.append("<img> without alt")


def problems(html: str) -> list[str]:
    """Everything that is wrong with a page; empty for a good one."""
    page = Page()
    page.feed(html)
    page.close()
    found = list(page.problems)
    if not html.lstrip().lower().startswith("<!doctype html>"):
        found.append("no doctype")
    if page.lang not in ("da", "en"):
        found.append("no language")
    if not page.title.strip() or page.title.strip().startswith("–"):
        found.append("no title")
    if page.headings.count(1) != 1 or page.headings[0] != 1:
        found.append("not one h1, first")
    steps = zip(page.headings, page.headings[1:], strict=False)
    found += [f"h{upper} is followed by h{lower}" for upper, lower in steps if lower > upper + 1]
    found += [f"id {name} twice" for name, count in page.ids.items() if count > 1]
    found += [f"#{name} is nowhere" for name in page.refers - set(page.ids)]
    found += [f"no label for {name}" for at, name in page.inputs if at and at not in page.labels]
    found += [f"<{tag}> is not closed" for tag in page.stack]
    if {"None", "undefined"} & set(html.replace(">", " ").replace("<", " ").split()):
        found.append("a value that is missing is shown")
    return found
