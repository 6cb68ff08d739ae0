"""Photographs of work in the second copy: a lost disk takes none of those that were acknowledged."""

import json
import shutil
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from lms.core.models import AuditEntry
from lms.exams.management.commands.replay_second_copy import MISSING_STATUS
from lms.exams.models import StruckPhoto, WorkPhoto
from lms.exams.practical.operations.photographing import strike_photo
from lms.exams.secondcopy.files import lines_of, opened
from lms.exams.secondcopy.keeping import Copier
from lms.exams.secondcopy.setback import SetBack
from tests.factories.courses import NOW
from tests.factories.practical import Practical, actor_for, an_open_practical
from tests.factories.work_photos import add, save_first_mark, sealed_in, stored

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


def strike(world: Practical, photo: WorkPhoto) -> None:
    user = world.assessors[0]
    about = {"user": user, "reason": "照错了", "actor": actor_for(user), "now": NOW}
    strike_photo(examination_uuid=world.examination.uuid, photo_uuid=photo.uuid, **about)


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


@pytest.mark.parametrize("is_used", [True, False], ids=["another photo since", "nothing since"])
def test_a_set_back_database_begins_a_new_copy_of_photographs(world, copier, store, is_used):
    with a_lost_disk(store):
        photo = add(world)
        assert copier.copy_new(now=SOON)
    if is_used:
        add(world, "blue")
    with pytest.raises(SetBack):
        copier.copy_new(now=SOON)
    (aside,) = copier.folder.glob("practical-*.set-back-*")
    assert [line.kind for line in lines_of(aside)].count("exams.workphoto") == 1
    assert copier.copy_new(now=SOON)
    (anew,) = copier.folder.glob("practical-*.jsonl")
    kept = [opened(line)["fields"]["sha256"] for line in lines_of(anew) if line.kind == "exams.workphoto"]
    assert kept == list(WorkPhoto.objects.values_list("sha256", flat=True))
    assert photo.sha256 in {path.stem for path in sealed_in(copier)}


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


def test_a_backup_that_lacks_the_people_is_refused_in_words(copier, store):
    with a_lost_disk(store):
        world = an_open_practical()
        add(world)
        copier.copy_new(now=SOON)
    with pytest.raises(CommandError, match="backup|备份"):
        replay(copier)


def test_a_photograph_that_waited_when_the_backup_was_made_stays_or_is_named(world, copier, store, settings):
    first = add(world, "red")
    copier.copy_new(now=SOON)
    settings.SECOND_COPY_FREE_MB = 10**9
    waited = add(world, "blue", task=1)
    content = stored(waited)
    with a_lost_disk(store):
        save_first_mark(world)
        copier.copy_new(now=SOON)
    said, _ended = replay_with_gaps(copier)
    assert (said["added"], said["pictures"]) == ({"exams.markevent": 1}, 1)
    assert [one["photo"] for one in said["missing"]] == [str(waited.uuid)]
    assert len(stored(first)) == first.size
    # It comes back with the backup of the files.
    default_storage.save(waited.file, ContentFile(content))
    assert replay(copier)["missing"] == []
    assert replay(copier, "--check")["missing"] == []


def test_another_photograph_in_the_place_of_one_is_left_alone_and_nothing_comes_back(world, copier, store):
    with a_lost_disk(store):
        add(world, "red")
        copier.copy_new(now=SOON)
    other = add(world, "blue")
    with pytest.raises(CommandError):
        replay(copier)
    assert WorkPhoto.objects.get() == other


def test_what_stands_on_the_second_disk_tells_nothing_without_the_keys(world, copier, settings):
    photo = add(world)
    copier.copy_new(now=SOON)
    for path in [*sealed_in(copier), *copier.folder.glob("practical-*.jsonl")]:
        content = path.read_bytes()
        assert stored(photo) not in content
        assert b"JFIF" not in content
        assert photo.file.encode() not in content
        assert path.stat().st_mode & 0o077 == 0
