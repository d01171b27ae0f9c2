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
        attributes = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self.stack.append(tag)
        self._policy(tag, attributes)
        self._names(tag, attributes)
        if tag == "html":
            self.lang = attributes.get("lang", "")
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        if tag == "a":
            self.links.append(attributes.get("href", ""))

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

    def _policy(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "style" or "style" in attributes:
            self.problems.append(f"inline style on <{tag}>")
        self.problems += [f"{name} on <{tag}>" for name in attributes if name.startswith("on")]
        for name in ("src", "action", "formaction") + (("href",) if tag == "link" else ()):
            if attributes.get(name, "/").startswith(("http:", "https:", "//", "data:", "javascript:")):
                self.problems.append(f"<{tag} {name}> leads elsewhere")
        if attributes.get("href", "").startswith(("javascript:", "data:")):
            self.problems.append(f"<{tag} href> runs a script")

    def _names(self, tag: str, attributes: dict[str, str]) -> None:
        if "id" in attributes:
            self.ids[attributes["id"]] += 1
        for name in _REFERRING:
            self.refers.update(attributes.get(name, "").split())
        if tag == "label":
            self.labels.add(attributes.get("for", ""))
        if tag in _NAMED or (tag == "input" and attributes.get("type") != "hidden"):
            named = attributes.get("aria-label") or attributes.get("aria-labelledby")
            self.inputs.append(("" if named else attributes.get("id", ""), attributes.get("name", tag)))
        if tag == "img" and "alt" not in attributes:
            self.problems.append("<img> without alt")


def problems(html: str) -> list[str]:
    """Everything that is wrong with a page; empty for a good one."""
    page = Page()
    page.feed(html)
    page.close()
    faults = list(page.problems)
    if not html.lstrip().lower().startswith("<!doctype html>"):
        faults.append("no doctype")
    if page.lang not in ("da", "en"):
        faults.append("no language")
    if not page.title.strip() or page.title.strip().startswith("–"):
        faults.append("no title")
    if page.headings.count(1) != 1 or page.headings[0] != 1:
        faults.append("not one h1, first")
    steps = zip(page.headings, page.headings[1:], strict=False)
    faults += [f"h{upper} is followed by h{lower}" for upper, lower in steps if lower > upper + 1]
    faults += [f"id {name} twice" for name, count in page.ids.items() if count > 1]
    faults += [f"#{name} is nowhere" for name in page.refers - set(page.ids)]
    faults += [f"no label for {name}" for at, name in page.inputs if at and at not in page.labels]
    faults += [f"<{tag}> is not closed" for tag in page.stack]
    if {"None", "undefined"} & set(html.replace(">", " ").replace("<", " ").split()):
        faults.append("a value that is missing is shown")
    return faults
