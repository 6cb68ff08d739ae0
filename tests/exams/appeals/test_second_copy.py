"""Appeals in the second copy: what was filed, decided and ordered comes back, and so does what was told after it."""

import json
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from lms.core.actor import Actor
from lms.exams.appeals.errors import AppealRefused, PartTaken
from lms.exams.appeals.operations import give_back_appeal, withdraw_appeal
from lms.exams.models import (
    Appeal,
    AppealPart,
    FurtherMarking,
    HandMark,
    Result,
    ResultSet,
    ResultSetRow,
)
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.which import DAYS, practicals_of, sittings_of
from tests.exams.practical.test_marks_second_copy import forged
from tests.exams.results.test_second_copy import proved
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.accounts import examinations_officer_at
from tests.factories.appeals import Appealed, a_released
from tests.factories.handmarks import AFTER
from tests.factories.practical_appeals import Work, work_that_failed
from tests.factories.results import as_actor

pytestmark = pytest.mark.django_db
KINDS = (Appeal, AppealPart, FurtherMarking, HandMark, Result, ResultSet, ResultSetRow)
LATE = AFTER + 6 * DAYS
WHY = "本人临时出差，无法继续复核"


@pytest.fixture
def appealed() -> Appealed:
    """Return a result that was told, weeks later."""
    found = a_released()
    found.now = LATE
    return found


@pytest.fixture
def work() -> Work:
    """Return a practical result that was told, weeks later."""
    found = work_that_failed()
    found.now = LATE
    return found


def copied(disk, *, now=LATE, kind="sitting") -> Path:
    assert disk.copy_new(now=now)
    (path,) = disk.folder.glob(f"{kind}-*.jsonl")
    return path


def bring(path: Path, **how):
    return replay([path], actor=Actor.system("test"), now=LATE + timedelta(hours=1), **how)


def state() -> list[list[str]]:
    """Return everything of appeals and of what was told after them, keys and instants included."""
    return [
        [
            json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True)
            for row in model.objects.order_by("pk").values()
        ]
        for model in KINDS
    ]


def give_back(appeal: Appeal, by) -> None:
    give_back_appeal(appeal_uuid=appeal.uuid, reason=WHY, actor=as_actor(by), now=LATE)


def withdraw(appeal: Appeal) -> None:
    withdraw_appeal(appeal_uuid=appeal.uuid, actor=Actor(appeal.filed_by, "trainee"), now=LATE)


def test_an_appeal_with_its_decision_its_marks_and_the_result_that_was_told_after_it(appealed, copier):  # noqa: F811
    copied(copier, now=AFTER)
    with lost():
        appeal = appealed.decide(appealed.take(appealed.file()))
        appealed.mark_further(["25", "25"])
        made = appealed.settle(appeal)
        appealed.release()
        path, wanted, result, evidence = copied(copier), state(), appealed.result, proved()
        assert (made, result.round, result.passed) == (result, 1, True)
    assert not Appeal.objects.exists()
    replayed = bring(path)
    assert (state(), proved()) == (wanted, evidence)
    assert appealed.result == result
    assert replayed.added["exams.appeal"] == replayed.added["exams.furthermarking"] == 1
    again = bring(path)
    assert (again.held, again.added, sum(again.moved_on.values())) == ([], {}, 0)
    assert appealed.settle(appeal) == result
    assert state() == wanted


def test_a_further_marking_that_was_ordered_goes_on_after_the_replay(appealed, copier):  # noqa: F811
    with lost():
        appeal = appealed.decide(appealed.take(appealed.file()))
        path, wanted = copied(copier), state()
    bring(path)
    assert state() == wanted
    with pytest.raises(AppealRefused):
        appealed.settle(appeal)
    appealed.mark_further(["25", "25"])
    assert appealed.settle(appeal).round == 1


@pytest.mark.parametrize("in_backup", ["nothing", "filed", "in review"])
@pytest.mark.parametrize(
    "act", ["filed", "taken", "given back", "given on", "rejected", "decided", "withdrawn"]
)
def test_every_state_of_an_appeal_comes_back_on_every_backup(appealed, copier, in_backup, act):  # noqa: F811
    other = examinations_officer_at(appealed.marked.sitting.site)
    appeal = None if in_backup == "nothing" else appealed.file()
    if in_backup == "in review":
        appealed.take(appeal, by=other)
    assert copier.copy_new(now=LATE)
    with lost():
        appeal = appeal or appealed.file()
        if in_backup == "in review":
            give_back(appeal, other)
        if act not in ("filed", "withdrawn"):
            appealed.take(appeal)
        if act in ("given back", "given on"):
            give_back(appeal, appealed.reviewer)
        if act == "given on":
            appealed.take(appeal, by=other)
        if act == "rejected":
            appealed.decide(appeal, outcome="rejected", remedy="nothing", items=())
        if act == "decided":
            appealed.decide(appeal)
        if act == "withdrawn":
            withdraw(appeal)
        path, wanted = copied(copier), state()
    bring(path)
    assert state() == wanted


def test_who_had_a_part_takes_no_appeal_after_the_replay_either(appealed, copier):  # noqa: F811
    with lost():
        appeal = appealed.file()
        path = copied(copier)
    bring(path)
    for user in (appealed.first, appealed.second):
        with pytest.raises(PartTaken):
            appealed.take(appeal, by=user)
    assert appealed.take(Appeal.objects.get()).state == "in_review"


def test_an_appeal_is_filed_once_and_the_same_again_is_the_same_after_the_replay(appealed, copier):  # noqa: F811
    key = uuid4()
    with lost():
        appeal = appealed.file(client_key=key)
        path = copied(copier)
    bring(path)
    assert appealed.file(client_key=key) == appeal
    with pytest.raises(AppealRefused):
        appealed.file()


def decided(appealed: Appealed, disk) -> Path:
    """Let an appeal be decided and its result be told, all of which is lost."""
    with lost():
        appeal = appealed.decide(appealed.take(appealed.file()))
        appealed.mark_further(["25", "25"])
        appealed.settle(appeal)
        appealed.release()
        return copied(disk)


def by_who_had_a_part(appealed: Appealed) -> dict[str, str]:
    return {"reviewer": str(appealed.first.uuid), "decided_by": str(appealed.first.uuid)}


@pytest.mark.parametrize(
    ("model", "changes"),
    [
        ("exams.appeal", by_who_had_a_part),
        ("exams.appeal", {"remedy": "nothing"}),
        ("exams.appeal", {"answer": ""}),
        ("exams.appeal", {"state": "sent"}),
        ("exams.appeal", {"filed_at": (AFTER - timedelta(days=1)).isoformat()}),
        ("exams.appeal", {"filed_at": "gestern"}),
        ("exams.appeal", {"result": 10_000}),
        ("exams.furthermarking", {"ordered_by": str(uuid4())}),
        ("exams.furthermarking", {"round": 2}),
        ("exams.result", {"round": 2}),
        ("exams.result", {"marks_digest": "0" * 64}),
        ("exams.result", {"by_hand": {}}),
    ],
)
def test_what_does_not_hold_together_is_refused(appealed, copier, model, changes):  # noqa: F811
    wanted = state()
    path = decided(appealed, copier)
    forged(path, model, **(changes(appealed) if callable(changes) else changes))
    with pytest.raises(UnusableCopy):
        bring(path)
    assert state() == wanted


@pytest.mark.parametrize("kind", ["exams.furthermarking", "exams.appeal", "exams.resultset"])
def test_a_copy_from_which_rows_were_taken_is_refused(appealed, copier, kind):  # noqa: F811
    wanted = state()
    path = decided(appealed, copier)
    rows = [opened(line) for line in lines_of(path)]
    gone = max((row for row in rows if row["model"] == kind), key=lambda row: row["pk"])
    path.unlink()
    CopyFile(path).append([row for row in rows if (row["model"], row["pk"]) != (kind, gone["pk"])])
    with pytest.raises(UnusableCopy):
        bring(path)
    assert state() == wanted


def test_a_damaged_line_is_refused_by_its_number_and_nothing_is_added(appealed, copier):  # noqa: F811
    path = decided(appealed, copier)
    lines = path.read_text().splitlines(keepends=True)
    place = next(number for number, line in enumerate(lines) if '"kind":"exams.appeal"' in line)
    lines[place] = lines[place].replace('"row":"', '"row":"A', 1)
    path.write_text("".join(lines))
    with pytest.raises(UnusableCopy, match=str(place + 1)):
        bring(path)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("act", ["taken", "given back", "decided", "withdrawn"])
def test_what_was_done_to_an_appeal_after_the_last_copy_stays(appealed, copier, act):  # noqa: F811
    appeal = appealed.file()
    if act == "given back":
        appealed.take(appeal)
    path = copied(copier)
    if act == "taken":
        appealed.take(appeal)
    elif act == "given back":
        give_back(appeal, appealed.reviewer)
    elif act == "decided":
        appealed.decide(appealed.take(appeal), outcome="rejected", remedy="nothing", items=())
    else:
        withdraw(appeal)
    wanted = state()
    replayed = bring(path)
    assert (state(), replayed.added) == (wanted, {})
    assert all(held.lacking == 0 for held in replayed.held)


def test_an_open_appeal_keeps_its_room_in_the_copy(appealed):
    later = LATE + 20 * DAYS
    appeal = appealed.file()
    assert list(sittings_of(now=later)) == [appealed.marked.sitting]
    withdraw(appeal)
    assert list(sittings_of(now=LATE + DAYS - timedelta(minutes=1))) == [appealed.marked.sitting]
    assert list(sittings_of(now=later)) == []


@pytest.mark.parametrize("act", ["filed", "taken", "decided"])
def test_an_appeal_against_a_practical_result_comes_back(work, copier, settings, act):  # noqa: F811
    settings.SECOND_COPY_FREE_MB = 0
    with lost():
        appeal = work.file()
        if act != "filed":
            work.take(appeal)
        if act == "decided":
            work.decide(appeal)
        path, wanted = copied(copier, kind="practical"), state()
    assert not Appeal.objects.exists()
    bring(path)
    assert state() == wanted
    again = bring(path)
    assert (again.held, again.added, sum(again.moved_on.values())) == ([], {}, 0)


def test_a_practical_appeal_decided_by_who_had_a_part_is_refused(work, copier, settings):  # noqa: F811
    settings.SECOND_COPY_FREE_MB = 0
    with lost():
        work.decide(work.take(work.file()))
        path = copied(copier, kind="practical")
    part = str(work.practical.officers[0].uuid)
    forged(path, "exams.appeal", reviewer=part, decided_by=part)
    with pytest.raises(UnusableCopy, match="appeal"):
        bring(path)
    assert not Appeal.objects.exists()


def test_an_open_appeal_keeps_its_practical_examination_in_the_copy(work):
    later = LATE + 20 * DAYS
    assert list(practicals_of(since=later)) == []
    appeal = work.file()
    assert list(practicals_of(since=later)) == [work.practical.examination]
    withdraw(appeal)
    assert list(practicals_of(since=later)) == []
