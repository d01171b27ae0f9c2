"""Letters: what stands in them, that nothing gets into a header, and that each leaves at most once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from graphdb.confirming.invitation import invitation, notice, second
from graphdb.confirming.temporary import season
from graphdb.errors import InvalidValue, Refused
from graphdb.mailing import post, smtp
from graphdb.mailing.addresses import address, server
from graphdb.mailing.letter import Letter, Sender, mail_of
from graphdb.mailing.smtp import NotSent
from graphdb.store import GraphStore
from tests.mail_server import mail_server

AT = "2026-11-23T09:30:00+00:00"
ACTOR = "actor:x:huset"
LINK = f"https://brobygger.kommune.dk/svar/link/{'a' * 64}"
ANNE = Sender("Anne Østergård", "brobygger@kommune.example", "anne@kommune.example", "12 34 56 78")
LETTERS = (notice, invitation, second)
BREAKS = ["x\r\nBcc: all@elsewhere.example", "x\nSubject: y", "x\ry", "x\x00y", "x\u2028y", "x\u202ey"]


def letter(actor: str = "Herberg Broen", to: str = "leder@broen.example") -> Letter:
    """The letter with a link."""
    return invitation(to, actor, LINK, ANNE)


def later(days: int) -> str:
    """The moment that many days later."""
    return (datetime.fromisoformat(AT) + timedelta(days=days)).isoformat(timespec="seconds")


def test_a_server_gets_text_and_html_from_a_person_with_a_telephone() -> None:
    with mail_server() as (kept, url):
        smtp.send(server(url), mail_of(letter()))
    (mail,) = kept.mails
    assert kept.envelopes == [["leder@broen.example"]]
    assert mail["From"] == "Anne Østergård <brobygger@kommune.example>"
    assert mail["Reply-To"] == "Anne Østergård <anne@kommune.example>"
    assert mail["Subject"] == "Passer det stadig? Herberg Broen"
    text, page = (mail.get_body([kind]) for kind in ("plain", "html"))
    assert text is not None
    assert page is not None
    for part in (text.get_content(), page.get_content()):
        assert LINK in part
        assert "Telefon 12 34 56 78" in part
        assert "30 dage" in part
    assert LINK in text.get_content().splitlines()
    assert "<img" not in page.get_content()


def test_each_letter_has_a_purpose_of_its_own() -> None:
    """A second one that is the first again is not read. Seen red with the subject of the first."""
    letters = {one.__name__: one("leder@broen.example", "Herberg Broen", LINK, ANNE) for one in LETTERS}
    bodies = {name: mail_of(each).get_body(["plain"]) for name, each in letters.items()}
    texts = {name: body.get_content() for name, body in bodies.items() if body is not None}
    assert len({mail_of(each)["Subject"] for each in letters.values()}) == len(LETTERS)
    for name, text in texts.items():
        page = mail_of(letters[name]).get_body(["html"])
        assert page is not None
        assert f'<a href="{LINK}">' in page.get_content()
        assert text.count(LINK) == 1
        for said in ("Herberg Broen", "30 dage", "Anne Østergård", "Telefon 12 34 56 78"):
            assert said in text
            assert said in page.get_content()
    assert "ringer jeg til jer" in texts["second"]
    assert "Om to uger" in texts["notice"]
    assert len(texts["second"]) < len(texts["invitation"])


def test_a_holiday_is_spoken_of_only_when_it_is_asked_about() -> None:
    """It was said of both, all the year round."""
    for today, name in (("2026-11-23", "julen"), ("2027-05-03", "sommerferien"), ("2027-03-01", "")):
        ahead = season(today)
        mail = mail_of(invitation("leder@broen.example", "Broen", LINK, ANNE, ahead))
        page = mail.get_body(["html"])
        assert page is not None
        assert re.findall(r"som altid i (\w+)", page.get_content()) == [name] * (ahead is not None)


@pytest.mark.parametrize("text", BREAKS)
def test_nothing_typed_gets_a_header_of_its_own(text: str) -> None:
    """Seen red without the check of lines."""
    for typed in ((text, "a@b.dk", "", "1"), ("A", "a@b.dk", "", text), ("A", "a@b.dk", text, "1")):
        with pytest.raises(InvalidValue):
            Sender.of(*typed)
    for wrong in (letter(to=f"a@b.dk{text}"), letter(actor=text)):
        with pytest.raises(InvalidValue):
            mail_of(wrong)


@pytest.mark.parametrize("text", ["", "a", "a@b", "a@b.dk, c@d.dk", "A <a@b.dk>", "a@b.dk ", "a b@c.dk"])
def test_an_address_is_one_plain_address(text: str) -> None:
    with pytest.raises(InvalidValue):
        address(text, "to")


def test_what_an_actor_is_called_is_text_in_the_page() -> None:
    page = mail_of(letter("<script>alert(1)</script>")).get_body(["html"])
    assert page is not None
    assert "<script" not in page.get_content()
    assert "&lt;script&gt;" in page.get_content()


@pytest.mark.parametrize(("name", "phone"), [("", "1"), (" ", "1"), ("A", "")])
def test_a_letter_is_from_somebody_who_can_be_rung(name: str, phone: str) -> None:
    with pytest.raises(InvalidValue):
        Sender.of(name, "a@b.dk", "", phone)


def test_a_link_goes_over_no_line_that_others_can_read() -> None:
    """Seen red without asking for encryption."""
    with mail_server("127.0.0.2") as (kept, url), pytest.raises(NotSent):
        smtp.send(server(url), mail_of(letter()))
    assert kept.mails == []


def test_a_server_that_is_not_there_is_said_so() -> None:
    with mail_server() as (_, url):
        pass
    with pytest.raises(NotSent):
        smtp.send(server(url), mail_of(letter()))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://a:x",
        "smtp://a/b",
        "smtp://ole:kodeø@a",
        "smtp://ole:kode%C3%B8@a",
    ],
)
def test_an_address_of_a_server_is_one(url: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        server(url)


def test_a_password_is_not_shown() -> None:
    known = server("smtps://brobygger:hemmelig%40@mail.example")
    assert (known.host, known.port, known.tls, known.password) == ("mail.example", 465, True, "hemmelig@")
    assert "hemmelig" not in f"{known}"


def test_an_actor_gets_one_letter_a_month(store: GraphStore) -> None:
    sent: list[str] = []
    post.once(store, ACTOR, AT, lambda: sent.append("first"))
    for day in (0, 29):
        with pytest.raises(Refused):
            post.once(store, ACTOR, later(day), lambda: sent.append("again"))
    post.once(store, "actor:x:other", AT, lambda: sent.append("other"))
    post.once(store, ACTOR, later(30), lambda: sent.append("next"))
    assert sent == ["first", "other", "next"]


def test_what_the_server_refused_is_noted_and_tried_again(store: GraphStore) -> None:
    with mail_server() as (kept, url):
        kept.answer = "550 no such user"
        with pytest.raises(NotSent) as caught:
            post.once(store, ACTOR, AT, lambda: smtp.send(server(url), mail_of(letter())))
        assert "550" in str(caught.value)
        assert "leder@" not in str(caught.value)
        kept.answer = "250 OK"
        post.once(store, ACTOR, AT, lambda: smtp.send(server(url), mail_of(letter())))
    assert len(kept.mails) == 1


@pytest.mark.parametrize(("goodbye", "drops"), [("421 closing", False), ("221 Bye", True)])
def test_what_the_server_took_is_not_sent_twice(store: GraphStore, goodbye: str, drops: bool) -> None:
    """Whatever happens to the line after. Seen red: noted as refused, and sent again."""
    with mail_server() as (kept, url):
        kept.goodbye, kept.drops = goodbye, drops
        post.once(store, ACTOR, AT, lambda: smtp.send(server(url), mail_of(letter())))
        with pytest.raises(Refused):
            post.once(store, ACTOR, AT, lambda: smtp.send(server(url), mail_of(letter())))
    assert len(kept.mails) == 1


def test_what_was_never_handed_in_is_tried_again(store: GraphStore) -> None:
    """Seen red with a note of what the server refuses alone: the actor got no mail for a month."""

    def fails() -> None:
        raise UnicodeEncodeError("ascii", "ø", 0, 1, "no")

    with pytest.raises(UnicodeEncodeError):
        post.once(store, ACTOR, AT, fails)
    sent: list[str] = []
    post.once(store, ACTOR, AT, lambda: sent.append("now"))
    assert sent == ["now"]


def test_the_day_of_the_last_letter_is_the_danish_one(store: GraphStore) -> None:
    """Seen red with the day of UTC."""
    post.once(store, ACTOR, "2026-11-23T23:30:00+00:00", lambda: None)
    with pytest.raises(Refused) as caught:
        post.once(store, ACTOR, "2026-11-24T09:30:00+00:00", lambda: None)
    assert "24" in str(caught.value)


def test_what_broke_on_the_way_is_not_sent_twice(store: GraphStore) -> None:
    """Nobody knows whether it left. Seen red with a note that is written after the sending."""

    def breaks() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post.once(store, ACTOR, AT, breaks)
    with pytest.raises(Refused):
        post.once(store, ACTOR, AT, lambda: None)


def test_of_many_at_once_one_is_sent(store: GraphStore) -> None:
    sent: list[int] = []

    def try_it(number: int) -> bool:
        try:
            post.once(store, ACTOR, AT, lambda: sent.append(number))
        except Refused:
            return False
        return True

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(try_it, range(8))) == 1
    assert len(sent) == 1
