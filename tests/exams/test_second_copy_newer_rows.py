"""A row of the database that is newer than the copied one stays, also where nothing else was changed since."""

import pytest

from lms.exams.api import open_sitting
from lms.exams.models import (
    AnswerEvent,
    Arrangement,
    Marker,
    MarkingTurn,
    Sitting,
    SittingCandidate,
    SittingInvigilator,
)
from lms.exams.secondcopy.files import MARK, CopyFile, lines_of, opened
from lms.exams.secondcopy.rows import read_copy
from lms.exams.secondcopy.trail import is_older
from lms.exams.sittings.operations.identities import confirm_identity
from lms.exams.sittings.operations.rescheduling import assign_invigilators
from lms.exams.sittings.operations.seating import draw_seats, move_candidate
from tests.exams.handmarking.test_second_copy import copied as copied_after
from tests.exams.handmarking.test_second_copy import state as marks
from tests.exams.handmarking.test_second_copy_late import dismiss_all
from tests.exams.test_second_copy import bring, copied, copier, lost, save  # noqa: F401
from tests.exams.test_second_copy_planning import Planned, planned  # noqa: F401
from tests.factories.accounts import invigilator_at
from tests.factories.exams import MINUTE, started_attempt
from tests.factories.handmarks import an_ended_sitting, take_all
from tests.factories.planning import move_to
from tests.factories.rooms import INVIGILATOR, do

pytestmark = pytest.mark.django_db


@pytest.fixture
def seated(planned) -> Planned:  # noqa: F811
    """Return a sitting with three candidates at drawn seats."""
    for _one in range(2):
        planned.admit(planned.another())
    draw_seats(seed="a", **planned.of_site)
    return planned


def change_seats(seated: Planned) -> None:
    one, other = SittingCandidate.objects.filter(sitting=seated.sitting).order_by("number")[1:3]
    move_candidate(candidate_uuid=one.uuid, move=move_to(other.seat, one), **seated.of_site)


def test_seats_that_changed_hands_after_the_last_copy(seated, copier):  # noqa: F811
    path = copied(copier)
    change_seats(seated)
    wanted = seated.seats()
    for _again in range(2):
        replayed = bring(path)
        assert (replayed.held, replayed.added, replayed.taken_off) == ([], {}, {})
        assert seated.seats() == wanted


def test_seats_that_changed_hands_before_the_last_copy_and_after_it(seated, copier):  # noqa: F811
    copied(copier)
    with lost():
        change_seats(seated)
        path, wanted = copied(copier), seated.seats()
    bring(path)
    assert seated.seats() == wanted, "the backup is from before the copy"
    change_seats(seated)
    wanted = seated.seats()
    bring(path)
    assert seated.seats() == wanted, "the copy was replayed before somebody moved"


def test_what_was_planned_after_the_last_copy(seated, copier):  # noqa: F811
    row = SittingCandidate.objects.filter(sitting=seated.sitting).order_by("number")[1]
    seated.arrange(row, 10)
    assign_invigilators(user_uuids=[invigilator_at(seated.sitting.site).uuid], **seated.of_site)
    path = copied(copier)
    seated.arrange(row, 0)
    later = invigilator_at(seated.sitting.site)
    assign_invigilators(user_uuids=[later.uuid], **seated.of_site)
    bring(path)
    assert not Arrangement.objects.exists()
    assert list(SittingInvigilator.objects.values_list("user", flat=True)) == [later.pk]


def test_a_database_that_was_set_back_and_used_is_not_taken_for_newer(copier):  # noqa: F811
    begun, other = started_attempt(), started_attempt()
    with lost():
        save(begun, 1, 2)
        assert copier.copy_new(now=begun.began)
    path = copier.folder / f"sitting-{begun.sitting.uuid}.jsonl"
    assert not is_older(read_copy(path), begun.sitting)
    # The trail of the copy is known here, since answers leave none, and goes on from there.
    do(other, "pause", after=MINUTE)
    assert not is_older(read_copy(path), begun.sitting)
    bring(path)
    assert AnswerEvent.objects.filter(attempt=begun.attempt).count() == 2


def without_marks(path) -> None:
    """Write the file anew, as an earlier version did."""
    rows = [opened(line) for line in lines_of(path) if line.kind != MARK]
    path.unlink()
    CopyFile(path).append(rows)


@pytest.mark.parametrize("is_earlier", [False, True], ids=["marked", "of an earlier version"])
def test_a_face_that_was_compared_and_a_room_that_was_opened_after_the_last_copy(seated, copier, is_earlier):  # noqa: F811
    path = copied(copier)
    if is_earlier:
        without_marks(path)
    open_sitting(**seated.of_site)
    row = SittingCandidate.objects.filter(sitting=seated.sitting).first()
    confirm_identity(attempt_uuid=row.attempts.get().uuid, **{**seated.of_site, "actor": INVIGILATOR})
    bring(path)
    assert Sitting.objects.get().state == "open"
    row.refresh_from_db()
    assert row.seen_at is not None


def test_answers_that_are_newer_in_the_copy_come_back_beside_a_row_that_is_newer_here(copier):  # noqa: F811
    begun = started_attempt()
    with lost():
        save(begun, 1, 2)
        path = copied(copier)
    SittingCandidate.objects.update(seen_at=begun.began, seen_by=begun.user.uuid)
    bring(path)
    assert AnswerEvent.objects.count() == 2
    assert SittingCandidate.objects.get().seen_by == begun.user.uuid


def test_a_marker_who_was_dismissed_after_the_last_copy_stays_dismissed(copier):  # noqa: F811
    marked = an_ended_sitting(candidates=2)
    take_all(marked, marked.markers[0])
    path = copied_after(copier)
    dismiss_all(marked)
    wanted = marks()
    bring(path)
    assert marks() == wanted
    assert not MarkingTurn.objects.exists()
    assert not Marker.objects.filter(ended_at=None).exists()
