"""The demonstration refers people through the use cases, each at another step, and once."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

from certificates.api import refer_for_demonstration
from certificates.models import Consent, ConsentRequest, ConsentWithdrawal, Outcome, ReferralSheet, SheetReply
from certificates.referrals.consent.rules import Field
from certificates.referrals.sheets import queries
from certificates.referrals.sheets.demonstration import STEPS
from certificates.referrals.sheets.rules import Standing
from lms.core.clock import now
from tests.factories.accounts import PIN, employer_user_of, trainee_at
from tests.factories.consents import officer_for
from tests.factories.openings import an_approved_opening
from tests.factories.organisations import a_site, an_employer
from tests.factories.sheets import a_graduate

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


def test_each_is_at_another_step_and_again_changes_nothing() -> None:
    site, author = a_site(), employer_user_of(an_employer())
    opening = an_approved_opening(author)
    bare = trainee_at(site)
    trainees = [bare, *(a_graduate(site=site, name=f"示范·{place}") for place in range(len(STEPS)))]
    officer = officer_for(bare)
    for _ in range(2):
        refer_for_demonstration(author=author, trainees=trainees, secret=PIN, officer=officer, now=now())
    asked = ConsentRequest.objects.all()
    assert asked.count() == len(STEPS)
    assert not asked.filter(person=bare.person).exists(), "who holds no certificate is not referred"
    assert asked.filter(consent__isnull=True).count() == 2
    assert queries.consents_to_refer(officer, at=now()).count() == 1
    stands = [queries.standing_at(row, now()) for row in queries.sheets_for_officer(officer)]
    assert sorted(stands) == sorted([Standing.SENT, Standing.INTERVIEW, Standing.STARTED, Standing.ENDED])
    assert ConsentWithdrawal.objects.count() == 1
    assert all(Field.SCHOOLING not in row.fields for row in Consent.objects.all())
    assert SheetReply.objects.count() == Outcome.objects.filter(grade="employer_confirmed").count() == 3
    assert {row.consent.request.opening for row in ReferralSheet.objects.all()} == {opening}
