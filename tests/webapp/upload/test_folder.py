"""The folder of an upload: whose it is, how long it stays, and a process that notices that it is gone."""

import os
import time
from pathlib import Path

import pytest

from webapp.upload import folder
from webapp.upload.folder import LASTS, Cancelled, Order, Upload

ORDER = Order("directory", "horsens", "account:x", "a" * 32, "da")


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
    upload.write_progress({"done": 1})
    age(Upload(upload.path / "files"), LASTS + 60)
    folder.drop_old()
    assert upload.files


def test_a_session_has_one_and_an_import_at_work_is_left_alone(upload: Upload) -> None:
    folder.drop_of("b" * 32)
    assert upload.files
    assert upload.start()
    folder.drop_of(ORDER.session)
    assert upload.files
    upload.write_result({"run": "x"})
    folder.drop_of(ORDER.session)
    assert not upload.path.exists()


def test_it_is_reached_by_name_and_session(upload: Upload, place: Path) -> None:
    assert folder.find(upload.id, ORDER.session) == upload
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
            write({})


def test_a_new_word_takes_the_place_of_what_came_of_the_old(upload: Upload) -> None:
    upload.write_result({"refused": {}})
    upload.faulty.write_bytes(b"x")
    upload.write_order(ORDER)
    assert (upload.result(), upload.faulty.exists(), upload.order()) == (None, False, ORDER)


def test_it_starts_once_and_again_when_it_was_refused(upload: Upload) -> None:
    assert [upload.start(), upload.start()] == [True, False]
    upload.write_result({"refused": {}})
    assert [upload.start(), upload.start()] == [True, False]
    upload.write_result({"run": "x"})
    assert not upload.start()
