"""Marks given by hand in the second copy: a lost disk takes none that was acknowledged, and marking goes on."""

import json
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.api import mark_attempt
from lms.exams.handmarking.errors import MarkingEnded
from lms.exams.handmarking.models import (
    HandMark,
    MarkDecision,
    Marker,
    MarkingTurn,
    SettledMarks,
    TurnHandedOn,
)
from lms.exams.handmarking.operations import NewMarkDecision, appoint_markers, decide_marks, settle_marks
from lms.exams.secondcopy import kinds
from lms.exams.secondcopy.errors import UnusableCopy
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.which import DAYS, sittings_of
from tests.exams.practical.test_marks_second_copy import forged
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.accounts import a_user
from tests.factories.handmarks import (
    AFTER,
    WHO,
    Marked,
    an_ended_sitting,
    give,
    let_other_words_count,
    mark_all,
    take_all,
    two_apart,
)

pytestmark = pytest.mark.django_db
KINDS = (Marker, MarkingTurn, TurnHandedOn, HandMark, MarkDecision, SettledMarks)


def copied(disk, *, now=AFTER) -> Path:
    assert disk.copy_new(now=now)
    (path,) = disk.folder.glob("sitting-*.jsonl")
    return path


def bring(path: Path):
    return replay([path], actor=Actor.system("test"), now=AFTER + timedelta(hours=1))


def state() -> list[list[str]]:
    """Return everything of marking by hand that has to come back."""
    return [
        sorted(json.dumps(row, cls=DjangoJSONEncoder, sort_keys=True) for row in model.objects.values())
        for model in KINDS
    ]


@pytest.fixture
def marked() -> Marked:
    return an_ended_sitting(candidates=2)


def test_marks_come_back_from_a_backup_made_before_anybody_marked(marked, copier):  # noqa: F811
    with lost():
        for user in marked.markers:
            mark_all(marked, user, "20")
        settle_marks(sitting_uuid=marked.sitting.uuid, client_key=uuid4(), **WHO)
        path, wanted = copied(copier), state()
    assert not HandMark.objects.exists()
    replayed = bring(path)
    assert state() == wanted
    assert replayed.added["exams.handmark"] == HandMark.objects.count() == 4
    result = mark_attempt(attempt_uuid=marked.attempt().uuid, **WHO)
    assert (result.score, result.percent) == (80, 80)
    again = bring(path)
    assert (sum(again.added.values()), sum(again.moved_on.values())) == (0, 0)


def test_marking_goes_on_after_the_replay(marked, copier):  # noqa: F811
    first, second = marked.markers
    with lost():
        mark_all(marked, first, "20")
        path = copied(copier)
    bring(path)
    give(first, marked.turn(first), None)
    give(first, marked.turn(first), "25")
    mark_all(marked, second, "24")
    settle_marks(sitting_uuid=marked.sitting.uuid, client_key=uuid4(), **WHO)
    with pytest.raises(MarkingEnded):
        give(first, marked.turn(first), "26")
    # And the copy goes on in the same file.
    assert copied(copier) == path
    wanted = state()
    assert bring(path).added == {}
    assert state() == wanted


def test_what_an_officer_decided_where_two_are_apart_comes_back(copier):  # noqa: F811
    marked = two_apart()
    with lost():
        for item in marked.items():
            decision = NewMarkDecision(
                sitting_uuid=marked.sitting.uuid,
                attempt_uuid=marked.attempt().uuid,
                item=item,
                by=marked.officer,
                marks=Decimal(15),
                reason="两人相差大，取中间",
                client_key=uuid4(),
            )
            officer = Actor(marked.officer.uuid, Role.EXAMINATIONS_OFFICER)
            decide_marks(decision=decision, actor=officer, now=AFTER)
        path, wanted = copied(copier), state()
    bring(path)
    assert state() == wanted
    assert MarkDecision.objects.count() == 2


def test_an_answer_that_was_given_back_unmarked_is_free_again_after_the_replay(marked, copier):  # noqa: F811
    first, second = marked.markers
    turns = take_all(marked, first)
    copied(copier)
    with lost():
        MarkingTurn.objects.filter(pk=turns[0].pk).delete()
        path = copied(copier)
        taken = take_all(marked, second)
        path, wanted = copied(copier), state()
    assert taken
    bring(path)
    assert state() == wanted


def test_a_marker_who_is_new_since_the_backup_comes_along(marked, copier):  # noqa: F811
    with lost():
        late = a_user(Role.ASSESSOR, marked.sitting.site)
        appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[late.uuid], **WHO)
        mark_all(marked, late, "21")
        path, wanted = copied(copier), state()
    bring(path)
    assert state() == wanted


def test_a_database_that_went_on_without_the_copy_is_not_written_over(marked, copier):  # noqa: F811
    path = copied(copier)
    mark_all(marked, marked.markers[0], "20")
    (held,) = bring(path).held
    assert held.lacking == 0, "what the copy has is here, and the marks that it has not stay"
    assert HandMark.objects.count() == 4


def settled(marked: Marked) -> None:
    for user in marked.markers:
        mark_all(marked, user, "20")
    settle_marks(sitting_uuid=marked.sitting.uuid, client_key=uuid4(), **WHO)


@pytest.mark.parametrize("act", ["digest", "mark", "no mark"])
def test_what_was_settled_has_to_follow_from_the_marks_that_come_back(marked, copier, act):  # noqa: F811
    with lost():
        settled(marked)
        path = copied(copier)
    if act == "digest":
        forged(path, "exams.settledmarks", marks_digest="0" * 64)
    elif act == "mark":
        forged(path, "exams.handmark", marks="30.00")
    else:
        rows = [opened(line) for line in lines_of(path)]
        lost_one = next(row for row in rows if row["model"] == "exams.handmark")
        path.unlink()
        CopyFile(path).append([row for row in rows if row != lost_one])
    with pytest.raises(UnusableCopy, match="settled marks"):
        bring(path)
    assert not HandMark.objects.exists()


def test_marks_that_were_taken_back_before_and_words_that_count_later_keep_nothing_out(marked, copier):  # noqa: F811
    first, _second = marked.markers
    with lost():
        mark_all(marked, first, "25")
        for turn in MarkingTurn.objects.filter(marker__user=first):
            give(first, turn, None)
            give(first, turn, "20")
        settled(marked)
        let_other_words_count(marked, "先停电。")
        path, wanted = copied(copier), state()
    assert SettledMarks.objects.count() == 0
    bring(path)
    assert state() == wanted
    assert SettledMarks.objects.count() == 2


def test_a_room_is_copied_as_long_as_its_answers_are_marked(marked):
    later = AFTER + 10 * DAYS
    assert list(sittings_of(now=later)) == [marked.sitting]
    Marker.objects.update(ended_at=AFTER)
    assert list(sittings_of(now=later)) == [marked.sitting], "an officer decides and settles after them"


def test_what_follows_from_markers_is_copied_after_them():
    """The copier stops asking where nobody is appointed."""
    assert tuple(kinds.KINDS)[-len(kinds.BY_HAND) :] == kinds.BY_HAND
    assert kinds.BY_HAND[0] is Marker
