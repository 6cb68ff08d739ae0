"""Photographs of work in the second copy: a lost disk takes none of those that were acknowledged."""

import io
import json
import shutil
from contextlib import contextmanager
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.management.commands.replay_second_copy import MISSING_STATUS
from lms.exams.models import StruckPhoto, WorkPhoto
from lms.exams.practical.operations import save_marks
from lms.exams.practical.operations.photographing import NewPhoto, add_photo, strike_photo
from lms.exams.secondcopy import keeping
from lms.exams.secondcopy.keeping import MARKER, Copier
from lms.exams.secondcopy.pictures import LostPicture, keep_picture
from lms.exams.sittings.copy_state import PhotoCopies, copy_state
from tests.factories.accounts import a_user, sign_in
from tests.factories.courses import NOW
from tests.factories.exams import started_attempt
from tests.factories.practical import Practical, actor_for, an_open_practical, marks_of

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(settings, tmp_path) -> Path:
    """The first disk, on which the photographs are kept."""
    settings.MEDIA_ROOT = tmp_path / "first"
    settings.SECOND_COPY_FREE_MB = 0
    return tmp_path / "first"


@pytest.fixture
def copier(tmp_path, store):
    folder = tmp_path / "second"
    folder.mkdir()
    (folder / MARKER).touch()
    made = Copier(folder)
    yield made
    made.close()


@pytest.fixture
def world() -> Practical:
    return an_open_practical()


def add(world: Practical, colour: str = "red", *, task: int = 0, now: datetime = NOW) -> WorkPhoto:
    target = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(target, "JPEG")
    user, row = world.assessors[0], world.candidate().tasks.order_by("position")[task]
    return add_photo(new=NewPhoto(user, row.uuid, target.getvalue(), uuid4()), actor=actor_for(user), now=now)


def strike(world: Practical, photo: WorkPhoto) -> None:
    user = world.assessors[0]
    about = {"user": user, "reason": "照错了", "actor": actor_for(user), "now": NOW}
    strike_photo(examination_uuid=world.examination.uuid, photo_uuid=photo.uuid, **about)


def save_first_mark(world: Practical) -> None:
    user = world.assessors[0]
    mark = marks_of(world, user, "80")[0]
    save_marks(ref=world.ref(user), epoch=1, marks=[mark], actor=actor_for(user), now=NOW)


def stored(photo: WorkPhoto) -> bytes:
    with default_storage.open(photo.file) as file:
        return file.read()


def sealed_in(copier: Copier) -> list[Path]:
    return sorted(copier.folder.glob("practical-*.photos/*.sealed"))


@contextmanager
def a_lost_disk(store: Path):
    """What happens inside is lost with the disk: rows as in the backup, and no file of it."""
    place = transaction.savepoint()
    yield
    transaction.savepoint_rollback(place)
    shutil.rmtree(store)


def replay(copier: Copier, *options: str) -> dict:
    said = StringIO()
    call_command("replay_second_copy", copier.folder, "--json", *options, stdout=said)
    return json.loads(said.getvalue())


def replay_with_gaps(copier: Copier, *options: str) -> tuple[dict, CommandError]:
    """Replay where photographs are missing; return what was said, and with what it ended."""
    said = StringIO()
    with pytest.raises(CommandError) as ended:
        call_command("replay_second_copy", copier.folder, "--json", *options, stdout=said)
    return json.loads(said.getvalue()), ended.value


def test_a_lost_disk_takes_no_photograph_that_was_acknowledged(world, copier, store):
    with a_lost_disk(store):
        photos = [add(world, "red"), add(world, "green", task=1)]
        assert copier.copy_new(now=SOON)
        photos.append(add(world, "blue"))
        strike(world, photos[0])
        assert copier.copy_new(now=SOON)
        contents = {photo.uuid: stored(photo) for photo in photos}
    assert not WorkPhoto.objects.exists()
    said = replay(copier)
    assert (said["added"]["exams.workphoto"], said["added"]["exams.struckphoto"], said["pictures"]) == (
        3,
        1,
        3,
    )
    assert {photo.uuid: stored(photo) for photo in WorkPhoto.objects.all()} == contents
    assert StruckPhoto.objects.get().reason == "照错了"
    assert AuditEntry.objects.filter(target_uuid=world.examination.uuid, action="exams.replay_copy").exists()
    again = replay(copier)
    assert (again["added"], again["pictures"]) == ({}, 0)
    # Whoever goes on adds the next one as if nothing had happened.
    assert add(world, "yellow").number == 3


def test_files_that_are_gone_come_back_though_the_backup_knows_their_rows(world, copier, store):
    photo = add(world)
    content = stored(photo)
    copier.copy_new(now=SOON)
    shutil.rmtree(store)
    said = replay(copier)
    assert (said["added"], said["pictures"]) == ({}, 1)
    assert stored(photo) == content


def test_a_trial_brings_nothing_back_and_finds_what_is_missing(world, copier, store):
    with a_lost_disk(store):
        add(world)
        copier.copy_new(now=SOON)
    assert replay(copier, "--check")["added"] == {"exams.workphoto": 1}
    assert not WorkPhoto.objects.exists()
    assert not store.exists()
    sealed_in(copier)[0].unlink()
    said, _ended = replay_with_gaps(copier, "--check")
    assert len(said["missing"]) == 1
    assert not WorkPhoto.objects.exists()


def _without(path: Path) -> None:
    path.unlink()


def _altered(path: Path) -> None:
    text = path.read_text()
    path.write_text(text[:-8] + ("A" * 8 if text[-8:] != "A" * 8 else "B" * 8))


def _exchanged(path: Path) -> None:
    other = next(one for one in path.parent.glob("*.sealed") if one != path)
    path.write_bytes(other.read_bytes())


@pytest.mark.parametrize("damage", [_without, _altered, _exchanged])
def test_a_damaged_picture_is_named_and_everything_else_comes_back(world, copier, store, damage):
    with a_lost_disk(store):
        first = add(world, "red")
        content = stored(first)
        gone = add(world, "blue", task=1)
        save_first_mark(world)
        copier.copy_new(now=SOON)
    damage(next(path for path in sealed_in(copier) if path.stem == gone.sha256))
    said, ended = replay_with_gaps(copier)
    assert said["added"]["exams.workphoto"] == 2
    assert said["added"]["exams.markevent"] == said["pictures"] == 1
    assert stored(WorkPhoto.objects.get(uuid=first.uuid)) == content
    (missing,) = said["missing"]
    task = gone.task.rubric
    named = {
        "photo": str(gone.uuid),
        "candidate": "001",
        "attempt": 1,
        "number": 1,
        "at": gone.at.isoformat(),
    }
    assert {**missing, **named} == missing
    assert task.title_zh in missing["task"] or task.title_en in missing["task"]
    assert ended.returncode == MISSING_STATUS
    assert "1" in str(ended)
    # Nobody takes it for whole: again, the same.
    assert replay_with_gaps(copier)[0]["missing"] == said["missing"]


def test_what_is_missing_is_told_in_words_with_candidate_task_and_time(world, copier, store):
    with a_lost_disk(store):
        gone = add(world, "blue")
        copier.copy_new(now=SOON)
    sealed_in(copier)[0].unlink()
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("replay_second_copy", copier.folder, stdout=said)
    (line,) = [line for line in said.getvalue().splitlines() if "missing" in line]
    assert "candidate 001" in line
    assert gone.task.rubric.task.code in line
    assert f"{timezone.localtime(gone.at):%Y-%m-%d %H:%M:%S}" in line


def test_a_photograph_that_was_missing_comes_back_once_its_copy_is_found(world, copier, store):
    with a_lost_disk(store):
        photo = add(world)
        copier.copy_new(now=SOON)
    (sealed,) = sealed_in(copier)
    sealed.rename(copier.folder / "elsewhere")
    replay_with_gaps(copier)
    (copier.folder / "elsewhere").rename(sealed)
    said = replay(copier)
    assert (said["pictures"], said["missing"]) == (1, [])
    assert len(stored(photo)) == photo.size


def test_another_file_in_the_place_of_a_photograph_is_left_alone_and_told(world, copier, store):
    photo = add(world)
    copier.copy_new(now=SOON)
    default_storage.delete(photo.file)
    default_storage.save(photo.file, ContentFile(b"something else"))
    said, _ended = replay_with_gaps(copier)
    assert photo.file in said["missing"][0]["why"]
    assert stored(photo) == b"something else"


def test_a_backup_from_before_the_draw_is_refused_in_words(copier, store):
    with a_lost_disk(store):
        world = an_open_practical()
        add(world)
        copier.copy_new(now=SOON)
    with pytest.raises(CommandError, match="backup|备份"):
        replay(copier)


def test_a_database_with_later_photographs_is_left_alone(world, copier, store):
    add(world)
    copier.copy_new(now=SOON)
    add(world, "blue")
    with pytest.raises(CommandError):
        replay(copier)


def test_what_stands_on_the_second_disk_tells_nothing_without_the_keys(world, copier, settings):
    photo = add(world)
    copier.copy_new(now=SOON)
    for path in [*sealed_in(copier), *copier.folder.glob("practical-*.jsonl")]:
        content = path.read_bytes()
        assert stored(photo) not in content
        assert b"JFIF" not in content
        assert photo.file.encode() not in content
        assert path.stat().st_mode & 0o077 == 0


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
