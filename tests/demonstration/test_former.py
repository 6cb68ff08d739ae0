"""The demonstration has a class with work: certificate, referral, a start that the employer confirmed, calls; once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from certificates.api import PlacedBy, place_for_demonstration
from certificates.models import FollowUp, Outcome, ReferralSheet
from certificates.referrals.followup.rules import Bucket, due_dates, standing_on
from certificates.referrals.indicators.queries import sight_of
from certificates.referrals.indicators.rules import Indicator, total_of
from certificates.referrals.outcomes.demonstration import RELEASED
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.demonstration.former import ENDED, place_former_class
from lms.demonstration.people import build_staff
from lms.demonstration.places import build_places
from lms.enrolments.models import Enrolment
from tests.factories.accounts import PIN, employer_user_of, trainee_at
from tests.factories.certificates import complete
from tests.factories.consents import officer_for
from tests.factories.courses import a_version, enrol
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import a_graduate

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 11, 30, 1, 0, tzinfo=UTC), tick=False):
        yield


def test_who_is_placed_counts_in_every_figure_that_is_due() -> None:
    trainee = trainee_at(a_site(), name="示范·往届")
    by = PlacedBy(officer_for(trainee), employer_user_of(an_employer()), PIN)
    enrolment = complete(enrol(trainee, a_version()))
    Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=now() - ENDED)
    place_for_demonstration(trainee, enrolment.uuid, by=by, now=now())
    assert ReferralSheet.objects.get().made_at < now() - timedelta(days=180)
    assert Outcome.objects.filter(kind="start", grade="employer_confirmed").count() == 1
    follow_up = FollowUp.objects.get()
    assert follow_up.assigned_to == by.officer
    days = due_dates(local_date(now()) - timedelta(days=RELEASED), ("1w", "1m", "3m", "6m"))
    assert standing_on(days, follow_up.settled, local_date(now())).bucket is Bucket.COMING
    seen = sight_of(by.officer, whole=True, now=now())
    total = total_of(cell.tally for cell in seen.cells or ())
    for one in (Indicator.REFERRAL, Indicator.SUCCESS, Indicator.STABLE_3, Indicator.DAYS):
        assert total[one].yes == 1
    assert total[Indicator.STABLE_6].not_due == 1


@pytest.mark.parametrize("day", [datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 11, 30, 1, 0, tzinfo=UTC)])
def test_nobody_is_placed_before_the_rules_count_or_beside_newer_certificates(day: datetime) -> None:
    actor = Actor.system("test")
    with time_machine.travel(day, tick=False):
        places = build_places(actor=actor, now=now())
        build_staff(places, actor=actor, now=now())
        if local_date(day).month > 6:
            a_graduate()
        before = User.objects.count()
        place_former_class(places, actor=actor, now=now())
        assert User.objects.count() == before
