"""Photographs in the rounds of the second copy: bounded, with room kept for marks, and told at the desks."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.secondcopy import keeping
from lms.exams.secondcopy.keeping import MARKER
from lms.exams.secondcopy.pictures import LostPicture, keep_picture
from lms.exams.sittings.copy_state import PhotoCopies, copy_state
from tests.factories.accounts import a_user, sign_in
from tests.factories.courses import NOW
from tests.factories.exams import started_attempt
from tests.factories.practical import Practical, an_open_practical
from tests.factories.work_photos import add, save_first_mark, sealed_in

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
SECOND = timedelta(seconds=1)


def test_a_round_copies_so_many_and_the_next_ones_the_rest(world, copier, monkeypatch):
    monkeypatch.setattr(keeping, "PHOTOS_AT_ONCE", 2)
    for colour in ("red", "green", "blue"):
        add(world, colour)
    copier.copy_new(now=SOON)
    assert len(sealed_in(copier)) == 2
    copier.copy_new(now=SOON)
    assert len(sealed_in(copier)) == 3


def test_a_round_copies_so_many_of_all_examinations_the_oldest_first(world, copier, monkeypatch):
    monkeypatch.setattr(keeping, "PHOTOS_AT_ONCE", 2)
    other = an_open_practical()
    shas = [
        add(other, "red", now=NOW).sha256,
        add(world, "green", now=NOW + SECOND).sha256,
        add(world, "blue", now=NOW + 2 * SECOND).sha256,
        add(other, "yellow", now=NOW + 3 * SECOND).sha256,
    ]
    copier.copy_new(now=SOON)
    assert {path.stem for path in sealed_in(copier)} == set(shas[:2])
    assert copier.photos.waiting == {world.examination.uuid: 1, other.examination.uuid: 1}
    copier.copy_new(now=SOON)
    assert len(sealed_in(copier)) == 4
    assert copier.photos == PhotoCopies()


@pytest.fixture
def room_left(settings, monkeypatch) -> dict[str, int]:
    """How much room there is on the second disk, to be changed; the platform keeps one megabyte free."""
    settings.SECOND_COPY_FREE_MB = 1
    left = {"free": 2 * keeping.MEGABYTE}
    monkeypatch.setattr(keeping.shutil, "disk_usage", lambda _folder: SimpleNamespace(**left))
    return left


def test_what_is_left_of_a_full_disk_is_kept_for_marks_and_photographs_wait_for_room(
    world, copier, room_left
):
    room_left["free"] = keeping.MEGABYTE - 1
    add(world)
    save_first_mark(world)
    copier.copy_new(now=SOON)
    assert sealed_in(copier) == []
    (path,) = copier.folder.glob("practical-*.jsonl")
    assert '"kind":"exams.markevent"' in path.read_text()
    assert copier.photos == PhotoCopies(waiting={world.examination.uuid: 1}, is_short=True)
    room_left["free"] = keeping.MEGABYTE
    copier.copy_new(now=SOON)
    assert (len(sealed_in(copier)), copier.photos) == (1, PhotoCopies())


def test_photographs_stop_when_they_reach_what_is_to_stay_free(world, copier, room_left, monkeypatch):
    def keep(photo, file):
        keep_picture(photo, file)
        room_left["free"] = 0

    monkeypatch.setattr(keeping, "keep_picture", keep)
    add(world, "red")
    add(world, "blue")
    copier.copy_new(now=SOON)
    assert len(sealed_in(copier)) == 1
    assert copier.photos == PhotoCopies(waiting={world.examination.uuid: 1}, is_short=True)


@pytest.fixture
def kept(copier, settings, monkeypatch):
    """The platform's own copy, on the second disk."""
    cache.clear()
    settings.SECOND_COPY_DIR = str(copier.folder)
    monkeypatch.setattr(keeping, "_copier", copier)


def page_of(world: Practical) -> str:
    client = sign_in(Client(), world.officers[0])
    client.cookies["language"] = "en"
    return client.get(reverse("exams:practical", args=[world.examination.uuid])).content.decode()


def test_a_backlog_is_shown_as_what_it_is_at_its_own_examination(world, kept, monkeypatch):
    monkeypatch.setattr(keeping, "PHOTOS_AT_ONCE", 1)
    other = an_open_practical()
    for colour in ("red", "green", "blue"):
        add(world, colour)
    keeping.keep_copy()
    assert copy_state().photos.waiting == {world.examination.uuid: 2}
    assert "2 photos are not in the second copy yet" in page_of(world)
    assert "in the second copy" not in page_of(other)
    keeping.keep_copy()
    assert "1 photo is not in the second copy yet" in page_of(world)
    keeping.keep_copy()
    assert "in the second copy" not in page_of(world)


def test_a_photograph_that_cannot_be_read_is_told_at_its_examination(world, kept):
    Path(default_storage.path(add(world).file)).write_bytes(b"torn")
    with pytest.raises(LostPicture):
        keeping.keep_copy()
    assert copy_state().photos == PhotoCopies(lost={world.examination.uuid: 1})
    page = page_of(world)
    assert "1 photo cannot be read on the server" in page
    assert "not in the second copy yet" not in page


def test_a_full_second_disk_is_told_at_both_desks(world, kept, room_left):
    room_left["free"] = 0
    keeping.keep_copy()
    assert "second disk is nearly full" in page_of(world)
    begun = started_attempt()
    client = sign_in(Client(), a_user(Role.INVIGILATOR, begun.sitting.site))
    client.cookies["language"] = "en"
    console = client.get(reverse("exams:console_sitting", args=[begun.sitting.uuid])).content.decode()
    assert "second disk is nearly full" in console
    room_left["free"] = 2 * keeping.MEGABYTE
    keeping.keep_copy()
    assert "second disk" not in page_of(world)


def test_the_officer_is_warned_when_marks_are_not_copied(world, kept, copier):
    (copier.folder / MARKER).unlink()
    with pytest.raises(OSError, match="second"):
        keeping.keep_copy()
    assert "The second copy is not written" in page_of(world)


def test_without_a_second_copy_the_page_says_nothing_of_one(world, settings):
    settings.SECOND_COPY_DIR = ""
    page = page_of(world)
    assert "second copy" not in page
    assert "second disk" not in page


def test_a_picture_that_the_second_disk_lost_is_written_again(world, copier):
    add(world)
    copier.copy_new(now=SOON)
    (path,) = copier.folder.glob("practical-*.jsonl")
    size = path.stat().st_size
    sealed_in(copier)[0].unlink()
    copier.copy_new(now=SOON)
    assert len(sealed_in(copier)) == 1
    assert path.stat().st_size == size


def test_one_photograph_that_cannot_be_read_is_told_and_keeps_no_other_back(world, copier, store):
    first, second = add(world, "red"), add(world, "blue")
    Path(default_storage.path(first.file)).write_bytes(b"torn")
    for _round in range(2):
        with pytest.raises(LostPicture, match=str(first.uuid)):
            copier.copy_new(now=SOON)
    assert [path.stem for path in sealed_in(copier)] == [second.sha256]


def test_a_photograph_on_a_bad_sector_is_told_and_keeps_no_other_back(world, copier, store):
    first, second = add(world, "red"), add(world, "blue")
    path = Path(default_storage.path(first.file))
    path.unlink()
    path.mkdir()  # it is there, and reading it fails
    with pytest.raises(LostPicture, match=str(first.uuid)):
        copier.copy_new(now=SOON)
    assert [path.stem for path in sealed_in(copier)] == [second.sha256]


def test_rooms_are_not_warned_of_a_photograph_that_cannot_be_read(world, kept):
    Path(default_storage.path(add(world, "red").file)).write_bytes(b"torn")
    with pytest.raises(LostPicture):
        keeping.keep_copy()
    assert (copy_state().failing_since, copy_state().complete_at is not None) == (None, True)


def test_photographs_of_what_was_released_last_week_are_left_alone(world, copier):
    add(world)
    world.examination.state, world.examination.released_at = "released", NOW
    world.examination.save()
    copier.copy_new(now=NOW + timedelta(days=8))
    assert not list(copier.folder.glob("practical-*"))


def test_a_quiet_round_costs_the_same_however_many_photographs_there_are(
    world, copier, django_assert_max_num_queries
):
    counts = []
    for colours in (("red",), ("green", "blue", "yellow")):
        for colour in colours:
            add(world, colour)
        copier.copy_new(now=SOON)
        with django_assert_max_num_queries(24) as asked:
            copier.copy_new(now=SOON)
        counts.append(len(asked))
    assert counts[0] == counts[1]
