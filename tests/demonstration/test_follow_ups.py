"""The demonstration has people to be called: overdue, today, coming, in two hands; again, nothing is added."""

import pytest

from certificates.models import FollowUp
from certificates.referrals.followup.queries import Wish, due_list
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.demonstration.follow_ups import LEFT, follow_people_up
from lms.demonstration.people import build_staff
from lms.demonstration.places import build_places

pytestmark = pytest.mark.django_db


def test_there_is_a_list_worth_seeing() -> None:
    actor = Actor.system("test")
    places = build_places(actor=actor, now=now())
    build_staff(places, actor=actor, now=now())
    for _ in range(2):
        follow_people_up(places, now=now())
    assert FollowUp.objects.count() == len(LEFT)
    everybody = due_list(User.objects.get(username="placement2"), Wish(), today=local_date(now()))
    assert all(everybody.counts.values())
    assert FollowUp.objects.filter(stop_reason="asked").count() == 1
    officer = due_list(User.objects.get(username="placement"), Wish(), today=local_date(now()))
    assert [bucket.value for bucket, number in officer.counts.items() if number]
    assert len(officer.order) == sum(left.is_handed_over for left in LEFT.values())
    assert due_list(User.objects.get(username="station"), Wish(), today=local_date(now())).order
