"""Marks of practical examinations in the second copy: a lost disk takes none that was acknowledged."""

import json
from contextlib import contextmanager
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.models import Evidence
from lms.exams.models import (
    DrawnTask,
    MarkDevice,
    MarkEvent,
    MarkSheet,
    MarkSignature,
    PanelMember,
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    TakenBack,
)
from lms.exams.practical.checking import broken_logs_in
from lms.exams.practical.operations import (
    NewMark,
    Place,
    close_practical,
    name_assessor,
    note_absence,
    open_device,
    open_practical,
    release_practical,
    remove_assessor,
    save_marks,
    take_back_absence,
    try_again,
)
from lms.exams.practical.rules.marks import NOTE
from lms.exams.practical.standing import standings
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from lms.exams.secondcopy.keeping import Copier
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.setback import SetBack
from tests.factories.accounts import a_user
from tests.factories.courses import NOW
from tests.factories.practical import Practical, a_practical, actor_for, an_open_practical, marks_of, signed

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)
WHO = {"actor": Actor.system("test"), "now": SOON}
KEPT = (
    PracticalExamination,
    PracticalCandidate,
    DrawnTask,
    PanelMember,
    MarkSheet,
    MarkDevice,
    MarkEvent,
    MarkSignature,
    TakenBack,
    PracticalResult,
)


@pytest.fixture
def world() -> Practical:
    return an_open_practical(candidates=2)


def copied(copier: Copier, *, after: timedelta = timedelta(0)) -> Path:
    assert copier.copy_new(now=SOON + after)
    (path,) = copier.folder.glob("practical-*.jsonl")
    return path


@contextmanager
def lost():
    """What happens inside is lost afterwards: the database is then as the backup had it."""
    place = transaction.savepoint()
    yield
    transaction.savepoint_rollback(place)


def state() -> list:
    """Everything that the copy has to bring back, keys and instants included."""
    found = []
    for model in KEPT:
        names = [field.attname for field in model._meta.concrete_fields]
        found.append(
            [
                json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True)
                for row in model.objects.order_by("pk").values(*names)
            ]
        )
    return found


def bring(*paths: Path, **how):
    return replay(paths, actor=Actor.system("test"), now=NOW + timedelta(hours=1), **how)


def save(world: Practical, assessor, *marks: NewMark) -> None:
    epoch = world.examination.panel.get(assessor=assessor).epoch
    save_marks(ref=world.ref(assessor), epoch=epoch, marks=marks, actor=actor_for(assessor), now=SOON)


def a_note(world: Practical, assessor, text: str) -> NewMark:
    sheet = world.sheet(assessor)
    task = sheet.candidate.tasks.order_by("position")[0]
    return NewMark(world.next_seq(assessor), Place(sheet.uuid, task.uuid, NOTE), text, 1000)


def settle(world: Practical) -> None:
    """Settle and release the results, each by another officer."""
    one, two = (Actor(officer.uuid, "examinations_officer") for officer in world.officers)
    close_practical(examination_uuid=world.examination.uuid, actor=one, now=SOON)
    release_practical(examination_uuid=world.examination.uuid, actor=two, now=SOON)


def an_examination(world: Practical, copier: Copier) -> Path:
    """Mark in all ways there are, with the copy written in between; return its file."""
    first, second, third = world.assessors
    signed(world, first, "90", now=SOON + timedelta(microseconds=123456))
    copied(copier)
    signed(world, second, "88", veto=True)
    save(world, third, *marks_of(world, third, "70"), a_note(world, third, "接线端子松动"))
    open_device(ref=world.ref(third), actor=actor_for(third), now=SOON)
    note_absence(candidate_uuid=world.candidate(1).uuid, **WHO)
    copied(copier)
    take_back_absence(candidate_uuid=world.candidate(1).uuid, reason="迟到了", **WHO)
    return copied(copier)


def test_a_lost_disk_costs_no_acknowledged_mark(world, copier):
    with lost():
        path = an_examination(world, copier)
        wanted, stood = state(), [row.state for row in standings(world.examination)]
        assert MarkEvent.objects.count() > 10
    assert not MarkEvent.objects.exists()
    replayed = bring(path)
    assert state() == wanted
    assert [row.state for row in standings(world.examination)] == stood
    assert replayed.added["exams.markevent"] == MarkEvent.objects.count()
    assert replayed.added["exams.marksignature"] == 2
    assert list(broken_logs_in(PanelMember.objects.all())) == []
    assert MarkEvent.objects.get(line=NOTE).value == "接线端子松动"
    assert AuditEntry.objects.filter(target_uuid=world.examination.uuid, action="exams.replay_copy").exists()


def test_marking_goes_on_after_the_replay_as_if_nothing_had_happened(world, copier):
    third = world.assessors[2]
    with lost():
        marks = marks_of(world, third, "70")
        save(world, third, *marks)
        path = copied(copier)
    bring(path)
    assert world.examination.panel.get(assessor=third).log_count == len(marks)
    # The tablet, which heard of nothing, sends all again under the old numbers; then what is new.
    save(world, third, *marks)
    assert world.examination.panel.get(assessor=third).log_count == len(marks)
    save(world, third, a_note(world, third, "接线端子松动"))
    assert MarkEvent.objects.count() == len(marks) + 1
    assert list(broken_logs_in(PanelMember.objects.all())) == []
    for assessor in world.assessors[:2]:
        signed(world, assessor, "90", now=SOON)


def test_replaying_again_changes_nothing(world, copier):
    with lost():
        path = an_examination(world, copier)
    bring(path)
    wanted = state()
    again = bring(path)
    assert (sum(again.added.values()), sum(again.moved_on.values())) == (0, 0)
    assert state() == wanted


def test_a_backup_from_before_the_opening_is_enough(copier):
    world = a_practical(candidates=2)
    with lost():
        open_practical(examination_uuid=world.examination.uuid, **WHO)
        for assessor in world.assessors:
            signed(world, assessor, "90", now=SOON)
        path = copied(copier)
        wanted = state()
    world.examination.refresh_from_db()
    assert world.examination.state == "scheduled"
    bring(path)
    assert state() == wanted


def test_who_was_taken_off_the_panel_after_the_backup_is_taken_off_again(copier):
    world = a_practical()
    ill, substitute = world.assessors[2], a_user(Role.ASSESSOR, world.examination.site)
    with lost():
        member = world.examination.panel.get(assessor=ill)
        who = {"examination_uuid": world.examination.uuid, **WHO}
        remove_assessor(member_uuid=member.uuid, **who)
        name_assessor(assessor=substitute, **who)
        open_practical(**who)
        path = copied(copier)
        wanted = state()
    replayed = bring(path)
    assert replayed.taken_off == {"exams.panelmember": 1}
    assert world.examination.panel.filter(assessor=substitute).exists()
    assert state() == wanted
    assert bring(path).taken_off == {}


def test_before_the_opening_nothing_is_copied(copier):
    a_practical()
    assert copier.copy_new(now=SOON)
    assert not list(copier.folder.glob("practical-*"))


def test_what_was_released_proves_again_what_it_proved(copier):
    world = an_open_practical()
    with lost():
        for assessor in world.assessors:
            signed(world, assessor, "90")
        settle(world)
        path = copied(copier)
        wanted = state()
        proved = sorted(Evidence.objects.values_list("source_uuid", "is_met"))
        assert proved
    assert not Evidence.objects.exists()
    bring(path)
    assert state() == wanted
    assert sorted(Evidence.objects.values_list("source_uuid", "is_met")) == proved
    bring(path)
    assert Evidence.objects.count() == len(proved)


def test_a_further_try_and_its_tasks_come_back(copier):
    world = an_open_practical()
    with lost():
        for assessor in world.assessors:
            signed(world, assessor, "30")
        copied(copier)
        try_again(candidate_uuid=world.candidate().uuid, **WHO)
        path = copied(copier)
        wanted = state()
    bring(path)
    assert state() == wanted
    assert PracticalCandidate.objects.filter(attempt=2).exists()


def test_a_trial_says_what_would_be_added_and_adds_nothing(world, copier):
    with lost():
        an_examination(world, copier)
    said = StringIO()
    call_command("replay_second_copy", copier.folder, "--check", "--json", stdout=said)
    assert json.loads(said.getvalue())["added"]["exams.marksignature"] == 2
    assert not MarkEvent.objects.exists()


@pytest.mark.parametrize("damage", ["altered", "missing", "swapped"])
def test_a_damaged_file_is_refused_by_its_line_and_nothing_is_added(world, copier, damage):
    with lost():
        path = an_examination(world, copier)
    lines = path.read_text().splitlines(keepends=True)
    if damage == "altered":
        lines[4] = lines[4].replace('"row":"', '"row":"A', 1)
    elif damage == "missing":
        del lines[4]
    else:
        lines[4], lines[5] = lines[5], lines[4]
    path.write_text("".join(lines))
    with pytest.raises(UnusableCopy, match="5"):
        bring(path)
    assert not MarkEvent.objects.exists()


def forged(path: Path, model: str, **changes) -> None:
    """Write the file anew, as somebody with the keys could, with other values in the last row of a kind."""
    rows = [opened(line) for line in lines_of(path)]
    row = next(row for row in reversed(rows) if row["model"] == model)
    row["fields"] |= changes
    path.unlink()
    CopyFile(path).append(rows)


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        ("exams.markevent", {"value": "1"}),
        ("exams.marksignature", {"signature": "AAAA"}),
        ("exams.practicalresult", {"passed": False}),
    ],
)
def test_what_does_not_hold_together_is_refused(copier, model, changes):
    world = an_open_practical()
    with lost():
        for assessor in world.assessors:
            signed(world, assessor, "90")
        settle(world)
        path = copied(copier)
    forged(path, model, **changes)
    with pytest.raises(UnusableCopy):
        bring(path)
    assert not MarkEvent.objects.exists()


def test_a_database_that_went_on_without_the_copy_is_left_alone(world, copier):
    with lost():
        path = an_examination(world, copier)
    first = world.assessors[0]
    world.sequences.clear()
    save(world, first, *marks_of(world, first, "50"))
    wanted = state()
    with pytest.raises(UnusableCopy):
        bring(path)
    assert state() == wanted


def test_a_set_back_database_that_is_used_before_the_replay_does_not_spoil_the_copy(world, copier):
    with lost():
        an_examination(world, copier)
        wanted = state()
    with lost():  # the platform was started on the restored backup, and somebody goes on marking
        world.sequences.clear()
        first = world.assessors[0]
        marks = marks_of(world, first, "50")
        save(world, first, *marks)
        with pytest.raises(SetBack):
            copied(copier)
        (aside,) = copier.folder.glob("practical-*.set-back-*")
        anew = copied(copier)
        assert [line.kind for line in lines_of(anew)].count("exams.markevent") == len(marks)
    bring(aside)  # into the same backup, restored once more
    assert state() == wanted


def test_a_set_back_database_is_seen_before_anybody_marks_again(world, copier):
    with lost():
        an_examination(world, copier)
    with pytest.raises(SetBack):
        copied(copier)


def test_a_backup_without_the_people_is_refused_in_words(copier):
    with lost():
        world = an_open_practical()
        signed(world, world.assessors[0], "90")
        path = copied(copier)
    with pytest.raises(CommandError, match="backup|备份"):
        call_command("replay_second_copy", path)


def test_the_file_tells_nothing_without_the_keys(world, copier):
    path = an_examination(world, copier)
    text = path.read_text()
    assert str(world.candidate().uuid) not in text
    assert "松动" not in text
    assert path.stat().st_mode & 0o077 == 0


def test_what_is_settled_is_copied_whenever_it_was_and_what_was_released_for_some_days(copier):
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, "90")
    later = timedelta(days=9)
    assert copier.copy_new(now=SOON + later)
    path = copied(copier, after=later)
    lines = path.read_text().count("\n")
    settle(world)
    copied(copier, after=later)
    assert path.read_text().count("\n") == lines, "released nine days ago"
    copied(copier, after=timedelta(days=1))
    assert path.read_text().count("\n") > lines


def test_a_quiet_round_costs_the_same_however_much_was_marked(world, copier, django_assert_max_num_queries):
    counts = []
    for assessor in world.assessors:
        signed(world, assessor, "90")
        signed(world, assessor, "85", place=1)
        copied(copier)
        with django_assert_max_num_queries(24) as asked:
            copied(copier)
        counts.append(len(asked))
    assert len(set(counts)) == 1
