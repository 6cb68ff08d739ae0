"""After a restore the outage that is proposed is that of the server, not the time since the backup."""

from datetime import timedelta

import pytest

from lms.exams.api import close_overdue_attempts, keep_time
from lms.exams.models import KeptTime, RoomAct
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from lms.exams.sittings.rules import clock_of
from tests.exams.test_second_copy import begun, bring, copied, copier, end, lost, save  # noqa: F401
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, MINUTE
from tests.factories.rooms import agree

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
HOUR = 60 * MINUTE


def kept(path) -> int:
    return [line.kind for line in lines_of(path)].count("exams.kepttime")


def lives(at) -> None:
    """The platform is known to live now, without a gap before."""
    KeptTime.objects.update_or_create(pk=1, defaults={"kept_at": at, "web_at": at})


def test_only_the_outage_is_given_back(begun, copier):  # noqa: F811
    keep_time(is_web=True, now=NOW - HOUR)  # as the backup has it
    with lost():
        lives(NOW + 14 * MINUTE)
        save(begun, 1, after=14 * MINUTE)
        lives(NOW + 20 * MINUTE)
        path = copied(copier)
    bring(path)
    keep_time(is_web=True, now=NOW + 30 * MINUTE)
    act = RoomAct.objects.get()
    assert (act.since, act.until) == (NOW + 20 * MINUTE, NOW + 30 * MINUTE)
    agree(act, at=NOW + 31 * MINUTE)
    assert clock_of(begun.attempt.time_events.all()).deadline == NOW + 40 * MINUTE


def test_a_backup_of_the_night_before_leaves_no_doubt_about_the_clock(begun, copier):  # noqa: F811
    keep_time(is_web=True, now=NOW - 12 * HOUR)
    with lost():
        lives(NOW + 20 * MINUTE)
        path = copied(copier)
    bring(path)
    assert keep_time(is_web=True, now=NOW + 30 * MINUTE).doubt == ""


@pytest.mark.parametrize("is_in_backup", [True, False], ids=["time in the backup", "none in the backup"])
def test_a_copy_of_an_earlier_version_tells_by_its_last_answer(begun, copier, is_in_backup):  # noqa: F811
    if is_in_backup:
        keep_time(is_web=True, now=NOW - HOUR)
    with lost():
        lives(NOW + 19 * MINUTE)
        save(begun, 1, after=19 * MINUTE - SECOND)
        save(begun, 2, after=19 * MINUTE)
        path = copied(copier)
    rows = [opened(line) for line in lines_of(path) if line.kind != "exams.kepttime"]
    path.unlink()
    CopyFile(path).append(rows)
    bring(path)
    row = KeptTime.objects.get()
    assert (row.kept_at, row.web_at) == (NOW + 19 * MINUTE, NOW + 19 * MINUTE)


def test_what_the_worker_wrote_while_the_web_server_was_away_moves_nothing(begun, copier):  # noqa: F811
    keep_time(is_web=True, now=NOW - HOUR)
    with lost():
        lives(NOW + 5 * MINUTE)
        save(begun, 1, after=5 * MINUTE)
        assert close_overdue_attempts(actor=ACTOR, now=NOW + 40 * MINUTE) == 1
        path = copied(copier)
    bring(path)
    assert KeptTime.objects.get().web_at == NOW + 5 * MINUTE


def test_a_later_time_in_the_database_stands(begun, copier):  # noqa: F811
    with lost():
        keep_time(is_web=True, now=NOW + MINUTE)
        save(begun, 1)
        path = copied(copier)
    bring(path)
    lives(NOW + HOUR)
    assert not bring(path).moved_on
    assert KeptTime.objects.get().web_at == NOW + HOUR


def test_the_time_is_copied_now_and_then_and_only_while_somebody_writes(begun, copier):  # noqa: F811
    keep_time(is_web=True, now=NOW)
    assert kept(copied(copier)) == 1
    keep_time(is_web=True, now=NOW + 10 * SECOND)
    assert kept(copied(copier)) == 1
    keep_time(is_web=True, now=NOW + 15 * SECOND)
    assert kept(copied(copier)) == 2
    lives(NOW + 9 * MINUTE)
    end(begun, 0)
    keep_time(is_web=True, now=NOW + 10 * MINUTE)
    assert kept(copied(copier)) == 2
