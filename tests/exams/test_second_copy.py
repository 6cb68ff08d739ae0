"""The second copy: complete, sealed, tied line to line, and enough to go on from a backup made before."""

import json
import os
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from lms.core.actor import Actor
from lms.exams.api import hand_in, save_events, take_lease
from lms.exams.models import AnswerCurrent, AnswerEvent, Attempt, Receipt, RoomAct, TimeEvent
from lms.exams.secondcopy import keeping
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.keeping import MARKER, Copier, keep_copy
from lms.exams.secondcopy.kinds import KINDS
from lms.exams.secondcopy.replaying import replay
from lms.exams.sittings.checking import differences_in
from lms.exams.sittings.copy_state import CopyState, copy_state
from lms.exams.sittings.operations.incidents import entry_key, note_refused_entry
from lms.exams.sittings.room_models import IncidentEvent
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, StartedAttempt, started_attempt
from tests.factories.rooms import do

pytestmark = pytest.mark.django_db
LOG = (AnswerEvent, TimeEvent, Receipt, RoomAct, Attempt, AnswerCurrent)


@pytest.fixture
def begun() -> StartedAttempt:
    return started_attempt()


def a_disk(folder: Path) -> Path:
    folder.mkdir()
    (folder / MARKER).touch()
    return folder


@pytest.fixture
def copier(tmp_path):
    made = Copier(a_disk(tmp_path / "second"))
    yield made
    made.close()


def save(begun, *seqs, after=MINUTE):
    events = [begun.answer(seq, item=seq % 5) for seq in seqs]
    save_events(ref=begun.ref, epoch=1, events=events, actor=ACTOR, now=NOW + after)


def end(begun, final):
    hand_in(ref=begun.ref, final_seq=final, actor=ACTOR, now=NOW + 9 * MINUTE)


def copied(copier) -> Path:
    assert copier.copy_new(now=NOW + 10 * MINUTE)
    (path,) = copier.folder.glob("sitting-*.jsonl")
    return path


def state() -> list:
    """Everything that the copy has to bring back, but for keys that the fold makes anew."""
    found = []
    for model in LOG:
        names = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
        rows = model.objects.values(*names)
        found.append(sorted(json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True) for row in rows))
    return found


@contextmanager
def lost():
    """What happens inside is lost afterwards: the database is then as the backup had it."""
    place = transaction.savepoint()
    yield
    transaction.savepoint_rollback(place)


def bring(*paths, **how):
    return replay(paths, actor=Actor.system("test"), now=NOW + 20 * MINUTE, **how)


def an_examination(begun, copier) -> Path:
    save(begun, 1, 2, after=MINUTE + timedelta(microseconds=123456))
    copied(copier)
    do(begun, "extra", attempt=begun.attempt, minutes=5, after=2 * MINUTE)
    take_lease(ref=begun.ref, actor=ACTOR, now=NOW + 3 * MINUTE)
    save(begun, 3, after=4 * MINUTE)
    copied(copier)
    end(begun, 0)
    return copied(copier)


def test_a_room_goes_on_from_a_backup_as_if_nothing_had_happened(begun, copier):
    with lost():
        path = an_examination(begun, copier)
        wanted = state()
        assert AnswerEvent.objects.count() == 3
    assert not AnswerEvent.objects.exists()
    replayed = bring(path)
    assert state() == wanted
    assert replayed.added["exams.answerevent"] == 3
    assert list(differences_in(Attempt.objects.all())) == []
    assert Receipt.objects.get().payload["answered"] == 3


def test_an_entry_that_can_never_count_comes_back_word_for_word(begun, copier):
    entry = {"epoch": 1, "seq": 7, "response": "\u0000\ud800 十二 "}
    with lost():
        assert note_refused_entry(attempt_uuid=begun.attempt.uuid, entry=entry, why="item", now=NOW + MINUTE)
        path = copied(copier)
    assert not IncidentEvent.objects.exists()
    bring(path)
    row = IncidentEvent.objects.get()
    assert json.loads(row.entry) == entry
    assert row.client_key == entry_key(begun.attempt.uuid, entry)


def test_replaying_again_changes_nothing(begun, copier):
    with lost():
        path = an_examination(begun, copier)
    bring(path)
    wanted = state()
    again = bring(path)
    assert (sum(again.added.values()), sum(again.moved_on.values())) == (0, 0)
    assert state() == wanted


def test_a_trial_says_what_would_be_added_and_adds_nothing(begun, copier):
    with lost():
        path = an_examination(begun, copier)
    answer = StringIO()
    call_command("replay_second_copy", copier.folder, "--check", "--json", stdout=answer)
    assert json.loads(answer.getvalue())["added"]["exams.answerevent"] == 3
    assert not AnswerEvent.objects.exists()
    call_command("replay_second_copy", path, stdout=answer)
    assert AnswerEvent.objects.count() == 3
    with pytest.raises(CommandError, match="no file"):
        call_command("replay_second_copy", copier.folder.parent, stdout=answer)


def test_a_copy_that_is_a_little_behind_brings_what_it_has(begun, copier):
    with lost():
        save(begun, 1, 2)
        path = copied(copier)
        save(begun, 3)
    bring(path)
    assert sorted(AnswerEvent.objects.values_list("seq", flat=True)) == [1, 2]
    assert list(differences_in(Attempt.objects.all())) == []


def test_the_file_tells_nothing_without_the_keys(begun, copier, settings):
    with lost():
        path = an_examination(begun, copier)
    text = path.read_text()
    assert str(begun.attempt.uuid) not in text
    assert "response" not in text
    assert path.stat().st_mode & 0o077 == 0
    settings.FIELD_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    with pytest.raises(UnusableCopy):
        bring(path)


@pytest.mark.parametrize("damage", ["altered", "missing", "swapped", "of another kind"])
def test_a_damaged_file_is_refused_by_its_line_and_nothing_is_added(begun, copier, damage):
    with lost():
        path = an_examination(begun, copier)
    lines = path.read_text().splitlines(keepends=True)
    if damage == "altered":
        lines[4] = lines[4].replace('"row":"', '"row":"A', 1)
    elif damage == "missing":
        del lines[4]
    elif damage == "swapped":
        lines[4], lines[5] = lines[5], lines[4]
    else:
        lines[4] = "[]\n"
    path.write_text("".join(lines))
    with pytest.raises(UnusableCopy, match="5"):
        bring(path)
    assert not AnswerEvent.objects.exists()


def test_of_two_files_one_damaged_nothing_is_added(begun, copier):
    with lost():
        path = an_examination(begun, copier)
    other = path.with_name("sitting-x.jsonl")
    other.write_text(path.read_text()[:-200] + "\n")
    with pytest.raises(UnusableCopy, match="sitting-x"):
        bring(path, other)
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("seqs", [(1,), (1, 2, 3, 4)], ids=["otherwise", "further"])
def test_a_database_that_went_on_without_the_copy_is_left_alone(begun, copier, seqs):
    with lost():
        path = an_examination(begun, copier)
    save(begun, *seqs, after=5 * MINUTE)
    wanted = state()
    with pytest.raises(UnusableCopy):
        bring(path)
    assert state() == wanted


def test_a_line_that_was_torn_by_the_power_cut_is_written_anew(begun, copier):
    with lost():
        save(begun, 1, 2)
        path = copied(copier)
        whole = path.read_bytes()
        path.write_bytes(whole[:-30])
        copier.close()
        successor = Copier(copier.folder)
        assert successor.copy_new(now=NOW + 10 * MINUTE)
        successor.close()
        assert path.read_bytes().count(b"\n") == whole.count(b"\n")
    bring(path)
    assert AnswerEvent.objects.count() == 2


def test_what_stands_in_the_file_is_not_written_again(begun, copier):
    save(begun, 1)
    size = copied(copier).stat().st_size
    assert copied(copier).stat().st_size == size
    copier.close()
    successor = Copier(copier.folder)
    assert copied(successor).stat().st_size == size
    successor.close()


def test_one_of_two_processes_writes_and_the_other_takes_over(begun, copier):
    other = Copier(copier.folder)
    assert copier.copy_new(now=NOW)
    assert not other.copy_new(now=NOW)
    copier.close()
    assert other.copy_new(now=NOW)
    other.close()


def test_an_altered_file_is_put_aside_and_a_whole_new_one_begun(begun, copier):
    save(begun, 1)
    path = copied(copier)
    path.write_text(path.read_text().replace('"n":2', '"n":9'))
    copier.close()
    successor = Copier(copier.folder)
    with pytest.raises(ValueError, match="line 2"):
        successor.copy_new(now=NOW)
    assert successor.copy_new(now=NOW)
    successor.close()
    assert len(list(copier.folder.glob("*.broken-*"))) == 1
    assert path.exists()


def test_a_quiet_room_costs_the_same_however_much_was_written(begun, copier, django_assert_max_num_queries):
    counts = []
    for numbers in (range(1, 3), range(3, 60)):
        save(begun, *numbers)
        copied(copier)
        with django_assert_max_num_queries(len(KINDS)) as asked:  # one for each kind of row at most
            copied(copier)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_rooms_of_last_week_are_left_alone(begun, copier):
    assert copier.copy_new(now=NOW + timedelta(days=8))
    begun.sitting.refresh_from_db()
    assert begun.sitting.state == "open"
    assert list(copier.folder.glob("sitting-*")) != [], "but for those that are open still"


@pytest.fixture
def one_copy(settings, tmp_path, monkeypatch):
    settings.SECOND_COPY_DIR = str(tmp_path / "disk")
    monkeypatch.setattr(keeping, "_copier", None)
    cache.clear()
    yield settings
    if keeping._copier:
        keeping._copier.close()


def test_a_disk_that_is_away_is_told_and_forgiven_when_it_is_back(begun, one_copy, tmp_path):
    assert copy_state() == CopyState()
    (tmp_path / "disk").mkdir()  # where it would be mounted
    with pytest.raises(OSError, match="disk"):
        keep_copy()
    assert list((tmp_path / "disk").iterdir()) == []
    assert copy_state().failing_since is not None
    (tmp_path / "disk" / MARKER).touch()
    keep_copy()
    assert copy_state().failing_since is None
    assert copy_state().complete_at is not None


def test_a_disk_that_was_taken_away_and_came_back_is_written_by_one_process(begun, copier):
    assert copier.copy_new(now=NOW)
    away = copier.folder.rename(copier.folder.with_name("away"))
    a_disk(copier.folder)
    other = Copier(copier.folder)
    assert copier.copy_new(now=NOW)
    assert not other.copy_new(now=NOW)
    (copier.folder / MARKER).unlink()
    for path in copier.folder.iterdir():
        path.unlink()
    copier.folder.rmdir()
    away.rename(copier.folder)
    assert other.copy_new(now=NOW)
    assert not copier.copy_new(now=NOW)
    other.close()


def test_a_file_under_other_keys_is_put_aside_and_other_rooms_are_copied(begun, copier, settings):
    copied(copier)
    other = started_attempt()
    copier.close()
    settings.FIELD_KEYS = ["QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUE="]
    successor = Copier(copier.folder)
    with pytest.raises(ValueError, match="field key"):
        successor.copy_new(now=NOW)
    assert (copier.folder / f"sitting-{other.sitting.uuid}.jsonl").exists()
    assert len(list(copier.folder.glob("*.broken-*"))) == 1
    successor.close()


def test_a_file_that_cannot_be_read_keeps_no_other_room_from_the_copy(begun, copier):
    other, third = started_attempt(), started_attempt()
    # As a sector of the disk that is gone: no file of its own can be written there either.
    (copier.folder / f"sitting-{begun.sitting.uuid}.jsonl").mkdir()
    with pytest.raises(OSError, match=str(begun.sitting.uuid)):
        copier.copy_new(now=NOW)
    for room in (other, third):
        assert (copier.folder / f"sitting-{room.sitting.uuid}.jsonl").is_file()


def test_a_new_file_is_on_the_disk_under_its_name_before_anybody_counts_on_it(begun, copier, monkeypatch):
    waited_for = []

    def fsync(descriptor: int) -> None:
        waited_for.append(os.path.samestat(os.fstat(descriptor), copier.folder.stat()))

    monkeypatch.setattr(os, "fsync", fsync)
    copied(copier)
    assert waited_for[-1], "a name that is not written to its folder is gone after a power cut"
    waited_for.clear()
    save(begun, 1)
    copied(copier)
    assert waited_for == [False], "the file itself; its name is there"


def test_without_a_second_disk_nothing_is_written_and_nothing_said(begun, settings):
    settings.SECOND_COPY_DIR = ""
    keep_copy()
    assert copy_state() is None
