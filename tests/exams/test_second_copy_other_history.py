"""An examination that went on after its last copy stays as the database has it, is named, and keeps no other out."""

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command

from lms.core.models import AuditEntry
from lms.exams.management.commands.replay_second_copy import HELD_STATUS
from lms.exams.models import AnswerEvent, Attempt, MarkEvent, RoomAct, SittingCandidate
from lms.exams.paperdesk.models import KeyProposal
from lms.exams.secondcopy import kinds
from lms.exams.secondcopy.lacking import lacking_here
from lms.exams.secondcopy.oneway import ONE_WAY
from lms.exams.secondcopy.rows import read_copy
from lms.exams.sittings.checking import differences_in
from lms.exams.sittings.operations import ActDecision, decide_act
from tests.exams.practical.test_marks_second_copy import a_note, forged
from tests.exams.practical.test_marks_second_copy import save as save_marks
from tests.exams.test_second_copy import a_disk, begun, bring, copier, end, lost, save, state  # noqa: F401
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE, StartedAttempt, started_attempt
from tests.factories.practical import an_open_practical, marks_of
from tests.factories.rooms import do

pytestmark = pytest.mark.django_db


def file_of(copier, sitting) -> Path:  # noqa: F811
    return copier.folder / f"sitting-{sitting.uuid}.jsonl"


def decided_late(begun: StartedAttempt, copier) -> bytes:  # noqa: F811
    """Let a room be written and copied, and something be done in it on the fourth day; return the copy of it."""
    save(begun, 1, 2)
    end(begun, 2)
    assert copier.copy_new(now=NOW + 10 * MINUTE)
    copy = file_of(copier, begun.sitting).read_bytes()
    do(begun, "void", attempt=begun.attempt, after=timedelta(days=4))
    return copy


def written_and_lost(other: StartedAttempt, copier) -> None:  # noqa: F811
    with lost():
        save(other, 1, 2, 3)
        assert copier.copy_new(now=NOW + 10 * MINUTE)
    assert not AnswerEvent.objects.filter(attempt=other.attempt).exists()


def test_a_decision_after_the_last_copy_keeps_no_other_room_out(begun, copier):  # noqa: F811
    copy = decided_late(begun, copier)
    other = started_attempt()
    written_and_lost(other, copier)
    file_of(copier, begun.sitting).write_bytes(copy)
    said = StringIO()
    call_command("replay_second_copy", copier.folder, stdout=said)
    assert AnswerEvent.objects.filter(attempt=other.attempt).count() == 3
    assert RoomAct.objects.filter(sitting=begun.sitting).count() == 1
    (line,) = [line for line in said.getvalue().splitlines() if "left alone" in line]
    assert begun.sitting.title in line
    assert file_of(copier, begun.sitting).name in line
    assert "nothing is missing" in line
    audited = AuditEntry.objects.filter(action="exams.replay_copy")
    assert [entry.target_uuid for entry in audited] == [other.sitting.uuid]
    assert list(differences_in(Attempt.objects.all())) == []
    again = bring(*copier.folder.glob("sitting-*.jsonl"))
    assert (sum(again.added.values()), len(again.held)) == (0, 1)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_room_that_was_used_before_the_replay_is_told_with_a_status_of_its_own(begun, copier, is_first):  # noqa: F811
    other = started_attempt()
    used, lone = (begun, other) if is_first else (other, begun)
    with lost():
        save(used, 1, 2)
        save(lone, 1, 2, 3)
        assert copier.copy_new(now=NOW + 10 * MINUTE)
    do(used, "extra", attempt=used.attempt, minutes=5, after=11 * MINUTE)
    said = StringIO()
    with pytest.raises(CommandError, match="1 examination") as refused:
        call_command("replay_second_copy", copier.folder, "--json", stdout=said)
    assert refused.value.returncode == HELD_STATUS
    (held,) = json.loads(said.getvalue())["held"]
    assert held["file"] == file_of(copier, used.sitting).name
    assert held["lacking"] >= 2
    assert not AnswerEvent.objects.filter(attempt=used.attempt).exists()
    assert AnswerEvent.objects.filter(attempt=lone.attempt).count() == 3


def test_what_was_counted_of_a_room_that_stays_out_is_not_said_to_be_added(begun, copier):  # noqa: F811
    other = started_attempt()
    with lost():
        save(begun, 1, 2)
        save(other, 1, 2, 3)
        assert copier.copy_new(now=NOW + 10 * MINUTE)
    path = file_of(copier, begun.sitting)
    copied = [path, file_of(copier, other.sitting)]
    forged(path, "exams.answerevent", attempt=10_000)
    wanted = state()
    trial = bring(*copied, is_trial=True)
    assert state() == wanted
    assert [held.file for held in trial.held] == [path.name]
    assert bring(*copied).added["exams.answerevent"] == 3


def test_a_mark_after_the_last_copy_keeps_no_other_examination_out(begun, copier, settings):  # noqa: F811
    settings.SECOND_COPY_FREE_MB = 0
    world = an_open_practical()
    first = world.assessors[0]
    save_marks(world, first, *marks_of(world, first, "70"))
    assert copier.copy_new(now=NOW + MINUTE)
    (path,) = copier.folder.glob("practical-*.jsonl")
    copy = path.read_bytes()
    save_marks(world, first, a_note(world, first, "接线端子松动"))
    count = MarkEvent.objects.count()
    written_and_lost(begun, copier)
    path.write_bytes(copy)
    replayed = bring(path, file_of(copier, begun.sitting))
    assert [(held.file, held.lacking) for held in replayed.held] == [(path.name, 0)]
    assert MarkEvent.objects.count() == count
    assert AnswerEvent.objects.filter(attempt=begun.attempt).count() == 3


def decide(room: StartedAttempt, act: RoomAct) -> None:
    decision = ActDecision(room.sitting.uuid, act.uuid, approve=False, reason="不需要")
    decide_act(decision=decision, actor=ACTOR, now=NOW + 9 * MINUTE)


def test_a_decision_that_stands_only_in_the_copy_is_no_complete_database(begun, copier):  # noqa: F811
    act = do(begun, "extra", attempt=begun.attempt, minutes=60, after=2 * MINUTE)
    assert act.state == "waiting"
    with lost():
        decide(begun, act)
        assert copier.copy_new(now=NOW + 10 * MINUTE)
    do(begun, "extra", minutes=5, after=11 * MINUTE)
    said = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("replay_second_copy", copier.folder, "--json", stdout=said)
    assert refused.value.returncode == 1
    act.refresh_from_db()
    assert act.state == "waiting", "two histories are not merged by a machine"
    copy = read_copy(file_of(copier, begun.sitting))
    assert lacking_here(copy) == {"exams.roomact": 1}


def test_a_database_that_has_moved_on_from_the_copy_lacks_nothing(begun, copier):  # noqa: F811
    act = do(begun, "extra", attempt=begun.attempt, minutes=60, after=2 * MINUTE)
    save(begun, 1)
    assert copier.copy_new(now=NOW + 5 * MINUTE)
    save(begun, 2, 3, after=6 * MINUTE)
    decide(begun, act)
    end(begun, 3)
    assert lacking_here(read_copy(file_of(copier, begun.sitting))) == {}


@pytest.mark.parametrize(
    ("copied", "here", "lacking"),
    [
        ({"seat": "A1"}, {"seat": "A1"}, 0),
        ({"seat": "A2"}, {"seat": "A1"}, 1),
        ({"seen_at": None}, {"seen_at": NOW, "seen_by": UUID(int=1)}, 0),
        ({"seen_at": NOW, "seen_by": UUID(int=1)}, {"seen_at": None}, 1),
        ({"seat": "A2"}, {"seat": "A1", "seen_at": NOW, "seen_by": UUID(int=1)}, 1),
    ],
)
def test_a_seat_may_have_changed_either_way_and_a_face_is_compared_once(begun, copier, copied, here, lacking):  # noqa: F811
    rows = SittingCandidate.objects.filter(sitting=begun.sitting)
    with lost():
        rows.update(**copied)
        assert copier.copy_new(now=NOW + 10 * MINUTE)
    rows.update(**here)
    copy = read_copy(file_of(copier, begun.sitting))
    copy.rows = {SittingCandidate: copy.of(SittingCandidate)}
    assert lacking_here(copy).total() == lacking


def test_every_field_that_moves_one_way_is_one_of_a_row_that_is_moved_on():
    for model, ways in ONE_WAY.items():
        assert model in (*kinds.CHANGING, KeyProposal)
        names = {field.name for field in model._meta.concrete_fields}
        assert {name for way in ways for name in (way.name, *way.along)} <= names
        for way in ways:
            states = {value for value, _label in model._meta.get_field(way.name).choices or ()}
            assert set(way.steps) == states
