"""The folder of an upload: whose it is, how long it stays, and a process that notices that it is gone."""

import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import pytest

from webapp.upload import folder
from webapp.upload.folder import LASTS, Cancelled, Order, Upload

ORDER = Order("directory", "horsens", "account:x", "a" * 32, "da", "first")


@pytest.fixture
def upload(place: Path) -> Upload:
    """An upload of one file."""
    new = folder.make()
    (new.inbox / "actors.csv").write_text("id")
    new.write_order(ORDER)
    return new


def age(upload: Upload, seconds: float) -> None:
    """Make all of it so old."""
    then = time.time() - seconds
    for path in (*upload.path.rglob("*"), upload.path):
        os.utime(path, (then, then))


def test_an_hour_without_a_sign_throws_it_away(upload: Upload) -> None:
    age(upload, LASTS - 60)
    folder.drop_old()
    assert upload.files
    age(upload, LASTS + 60)
    folder.drop_old()
    assert not upload.path.exists()


def test_one_at_work_stays(upload: Upload) -> None:
    age(upload, LASTS + 60)
    upload.write_progress(ORDER, {"done": 1})
    age(Upload(upload.path / "files"), LASTS + 60)
    folder.drop_old()
    assert upload.files


def test_a_session_has_one_and_an_import_at_work_is_left_alone(upload: Upload) -> None:
    folder.drop_of("b" * 32)
    assert upload.files
    started = upload.follow(ORDER, imports=True)
    assert started is not None
    upload.write_result(ORDER, {"refused": {}})
    folder.drop_of(ORDER.session)
    assert upload.files, "what an earlier attempt says late does not end it"
    upload.write_result(started, {"run": "x"})
    folder.drop_of(ORDER.session)
    assert not upload.path.exists()


def test_it_is_reached_by_name_and_session(upload: Upload, place: Path) -> None:
    assert folder.find(upload.id, ORDER.session) == (upload, ORDER)
    assert upload.id.isalpha(), "digits may read as a CPR number, to which no redirect leads"
    assert folder.find(upload.id, "b" * 32) is None
    assert folder.find("../x", ORDER.session) is None
    assert [one.id for one in folder.waiting()] == [upload.id]


def test_a_link_in_its_place_is_not_followed(upload: Upload, place: Path) -> None:
    """In a folder that all may write in, others can make a name."""
    elsewhere = place / "elsewhere"
    upload.path.rename(elsewhere)
    upload.path.symlink_to(elsewhere)
    assert folder.find(upload.id, ORDER.session) is None
    assert list(folder.waiting()) == []


def test_whoever_works_in_one_that_is_gone_is_told(upload: Upload) -> None:
    upload.drop()
    for write in (upload.write_progress, upload.write_result):
        with pytest.raises(Cancelled):
            write(ORDER, {})
    with pytest.raises(Cancelled):
        upload.follow(ORDER)
    with pytest.raises(Cancelled):
        upload.is_silent()


def test_one_attempt_follows_another_once(upload: Upload) -> None:
    """Seen red with a mark that may be set twice."""
    upload.write_result(ORDER, {"refused": {}})
    upload.faulty.write_bytes(b"x")
    again = upload.follow(ORDER, allow_gone=True)
    assert again is not None
    assert upload.follow(ORDER) is None
    assert upload.order() == again
    assert (again.allow_gone, again.imports, upload.result(again)) == (True, False, None)
    assert not upload.faulty.exists()
    started = upload.follow(again, imports=True)
    assert started is not None
    assert (started.allow_gone, started.imports) == (True, True)


def test_a_process_whose_order_was_replaced_is_told(upload: Upload) -> None:
    upload.write_progress(ORDER, {"done": 1})
    again = upload.follow(ORDER)
    assert again is not None
    assert upload.progress(again) is None
    with pytest.raises(Cancelled):
        upload.write_progress(ORDER, {"done": 2})
    upload.write_result(ORDER, {"run": "x"})
    assert upload.result(again) is None


def test_an_order_that_another_version_wrote_counts_as_none(upload: Upload) -> None:
    """Seen red: a TypeError in each page that looks at all folders."""
    order = upload.path / "order.json"
    short = {"form": "directory", "session": ORDER.session}
    for body in (short, {**asdict(ORDER), "more": 1}):
        order.write_text(json.dumps(body))
        assert upload.order() is None
        assert folder.find(upload.id, ORDER.session) is None
        folder.drop_of(ORDER.session)
    assert upload.files
