"""What may be said to the first that is rung stands beside it, and nothing of another's."""

import pytest
from flask.testing import FlaskClient

from tests.webapp.test_touchmap import SITUATIONS


@pytest.mark.parametrize("situation", SITUATIONS)
@pytest.mark.parametrize("from_kind", ["kom_voksen", "civ_ngo", "bol_organisation"])
def test_what_stands_above_the_cards_holds_for_the_first(
    client: FlaskClient, situation: str, from_kind: str
) -> None:
    """Seen red with the rule that most have in common."""
    form = {"acting_municipality": "9901", "situation": situation, "from_kind": from_kind}
    page = client.post("/touch-map", data=form).text
    above, first, *_ = (
        page.split('id="ring-til"')[1].split("</section>")[0].split('<li class="card-box call">')
    )
    assert "Her gælder i stedet" not in first
    assert "shared-rule" in above or "Det må du sige" in first or 'class="say"' not in first
