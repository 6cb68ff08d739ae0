"""Letters about what is due: once a day, with numbers and nobody's name, to who has an address."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from certificates.referrals.followup.arranging import count_for_letters
from certificates.referrals.followup.reminding import remind_of_follow_ups
from lms.accounts.letters.models import Letter
from lms.accounts.models import User
from lms.core.clock import now
from tests.factories.follow_ups import a_caller, a_district, a_follow_up
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
MONDAY, SATURDAY = (2026, 11, 30), (2026, 12, 5)


def at(day: tuple[int, int, int], hour: int) -> datetime:
    return datetime(*day, hour, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def worker() -> User:
    with time_machine.travel(at(MONDAY, 7), tick=False):
        site = a_site()
        worker = a_caller(site)
        User.objects.filter(pk=worker.pk).update(email="station@example.com")
        for days in (7, 40):
            a_follow_up(worker, a_district(site), site=site, days=days)
        a_follow_up(a_caller(site), a_district(site), site=site)  # without an address
    return worker


def remind(day: tuple[int, int, int], hour: int) -> int:
    with time_machine.travel(at(day, hour), tick=False):
        count_for_letters(now())
        return remind_of_follow_ups(now())


def test_one_letter_a_day_from_the_morning_on(worker) -> None:
    assert [remind(MONDAY, hour) for hour in (7, 8, 9, 17)] == [0, 1, 0, 0]
    assert remind((2026, 12, 1), 8) == 1
    assert Letter.objects.count() == 2


def test_no_letter_at_the_weekend_or_to_who_has_left(worker) -> None:
    assert remind(SATURDAY, 9) == 0
    User.objects.filter(pk=worker.pk).update(is_active=False)
    assert remind(MONDAY, 9) == 0


def test_who_has_nothing_due_gets_no_letter() -> None:
    site = a_site()
    with time_machine.travel(at(MONDAY, 7), tick=False):
        user = a_caller(site)
        User.objects.filter(pk=user.pk).update(email="later@example.com")
        a_follow_up(user, a_district(site), site=site, days=1)
    assert remind(MONDAY, 9) == 0
