"""What is done to marks by hand long after the sitting is in the second copy too, and the copy never takes it back."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.handmarking.operations import (
    NewMarkDecision,
    decide_marks,
    dismiss_marker,
)
from lms.exams.models import HandMark, MarkDecision, Marker, MarkingTurn
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.which import DAYS, sittings_of
from tests.exams.handmarking.test_second_copy import copied, state
from tests.exams.test_second_copy import copier, lost  # noqa: F401 -- the disk, and how a database is lost
from tests.factories.appeals import a_released
from tests.factories.exams import ACTOR
from tests.factories.handmarks import AFTER, Marked, an_ended_sitting, give, mark_all, take_all, two_apart

pytestmark = pytest.mark.django_db
LATE = AFTER + 4 * DAYS


def bring(path):
    return replay([path], actor=Actor.system("test"), now=LATE + timedelta(hours=1))


def dismiss_all(marked: Marked) -> None:
    for row in Marker.objects.filter(sitting=marked.sitting):
        dismiss_marker(marker_uuid=row.uuid, sitting_uuid=marked.sitting.uuid, actor=ACTOR, now=LATE)


def decide(marked: Marked, item) -> None:
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
    decide_marks(decision=decision, actor=officer, now=LATE + DAYS)


def test_a_decision_after_all_markers_were_dismissed_comes_back(copier):  # noqa: F811
    marked = two_apart()
    copied(copier)
    dismiss_all(marked)
    with lost():
        decide(marked, marked.items()[0])
        path, wanted = copied(copier, now=LATE + DAYS), state()
    assert not MarkDecision.objects.exists()
    bring(path)
    assert MarkDecision.objects.count() == 1
    assert state() == wanted


def test_a_marker_who_was_dismissed_late_is_not_appointed_again_by_the_replay(copier):  # noqa: F811
    marked = an_ended_sitting(candidates=2)
    (first, *_others) = marked.markers
    take_all(marked, first)
    copied(copier)
    dismiss_all(marked)
    path, wanted = copied(copier, now=LATE), state()
    replayed = bring(path)
    assert (replayed.held, replayed.added) == ([], {})
    assert set(replayed.moved_on) <= {"exams.kepttime"}, (
        "until when the platform lived, and nothing of marking"
    )
    assert state() == wanted
    assert not MarkingTurn.objects.exists(), "what the dismissal freed stays free"
    assert not Marker.objects.filter(ended_at=None).exists()


def test_marks_after_an_appeal_come_back_though_everything_was_released(copier):  # noqa: F811
    appealed = a_released()
    copied(copier)
    appealed.now = LATE
    appealed.decide(appealed.take(appealed.file(now=AFTER)))
    with lost():
        for turn in appealed.take_further():
            give(appealed.further, turn, "25", now=LATE)
        path, wanted = copied(copier, now=LATE), state()
    assert not HandMark.objects.filter(turn__turn="appeal").exists()
    bring(path)
    assert HandMark.objects.filter(turn__turn="appeal").count() == 2
    assert state() == wanted


def test_a_released_sitting_leaves_the_copy_three_days_after_the_last_that_was_done(copier):  # noqa: F811
    appealed = a_released()
    assert list(sittings_of(now=AFTER + DAYS - timedelta(minutes=1))) == [appealed.marked.sitting]
    assert list(sittings_of(now=LATE)) == []
    dismiss_all(appealed.marked)
    assert list(sittings_of(now=LATE + timedelta(minutes=1))) == [appealed.marked.sitting]
    assert list(sittings_of(now=LATE + DAYS)) == []


def test_a_sitting_where_nobody_was_appointed_is_copied_for_three_days_only():
    an_ended_sitting(markers=0)
    assert list(sittings_of(now=LATE)) == []


def test_what_keeps_a_sitting_in_the_copy_is_asked_in_one_query(django_assert_num_queries):
    for _one in range(2):
        marked = an_ended_sitting()
        mark_all(marked, marked.markers[0], "20")
    with django_assert_num_queries(1):
        assert len(list(sittings_of(now=LATE))) == 2


def test_what_was_done_by_hand_of_late_is_found_without_reading_every_mark():
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads small tables whole, whatever indexes there are
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = sittings_of(now=LATE).explain()
    for index in ("marking_turn", "hand_mark", "mark_decision", "settled_marks"):
        assert f"{index}_by_time" in plan
