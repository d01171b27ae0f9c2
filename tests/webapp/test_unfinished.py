"""Pages say when they may show half of an import."""

import pytest

from graphdb.runs import runs
from graphdb.store import GraphStore
from tests.webapp.conftest import application
from tests.webapp.lint import problems
from webapp.unfinished import Notice

AT = "2026-11-23T09:00:00+00:00"
WORDS = "en indlæsning blev afbrudt"


@pytest.mark.parametrize("path", ["/", "/find", "/touch-map", "/about"])
def test_a_page_says_that_a_run_is_open_and_then_no_more(demo_copy: GraphStore, path: str) -> None:
    app = application(demo_copy)
    app.jinja_env.globals["unfinished"] = Notice(every=0.0)
    client = app.test_client()
    assert WORDS not in client.get(path).text
    run = runs.begin(demo_copy, "horsens", AT, "import")
    page = client.get(path).text
    assert WORDS in page
    assert problems(page) == []
    run.close()
    assert WORDS not in client.get(path).text
