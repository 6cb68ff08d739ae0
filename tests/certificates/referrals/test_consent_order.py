"""Over any order of events nothing leaves without a consent that holds for exactly these fields."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certificates.models import Consent, Disclosure
from lms.core.clock import now
from lms.core.errors import DomainError
from lms.organisations.models import Employer
from tests.factories.accounts import trainee_at
from tests.factories.consents import ASKED, an_opening, ask, disclose, give, officer_for, refuse, withdraw
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db
START = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)
FIELDS = st.lists(st.sampled_from([*ASKED, "wish"]), min_size=1, max_size=3, unique=True)
DAYS = st.sampled_from([1, 29, 31, 100, 181])
EVENT = st.one_of(
    st.tuples(st.sampled_from(["ask", "give", "disclose", "disclose"]), FIELDS),
    st.tuples(st.sampled_from(["refuse", "withdraw", "suspend", "lift"]), st.none()),
    st.tuples(st.just("wait"), DAYS),
)


class Told:
    """What a person and an employer did, kept beside the platform: a model that knows no table."""

    def __init__(self) -> None:
        self.trainee = trainee_at(a_site())
        self.opening = an_opening(until_date=(START + timedelta(days=170)).date())
        self.officer = officer_for(self.trainee)
        self.requests: list[Any] = []
        self.live: dict[int, tuple[set[str], datetime]] = {}
        self.is_verified = True
        self.disclosed = 0

    def consents(self) -> Any:
        return Consent.objects.filter(person=self.trainee.person)  # rows of other examples are there, too

    def ask(self, fields: list[str]) -> None:
        more = {"opening": self.opening, "officer": self.officer, "fields": fields}
        self.requests.append(ask(self.trainee, **more))

    def give(self, fields: list[str]) -> None:
        before = Consent.objects.count()
        consent = give(self.requests[-1], fields=fields)
        if Consent.objects.count() > before:
            self.live[consent.pk] = (set(fields), now() + timedelta(days=180))

    def refuse(self, _none: None) -> None:
        refuse(self.requests[-1])

    def withdraw(self, _none: None) -> None:
        consent = self.consents().first()
        if consent is None:
            return
        withdraw(consent)
        self.live.pop(consent.pk, None)

    def disclose(self, fields: list[str]) -> None:
        for consent in self.consents():
            granted, until = self.live.get(consent.pk, (set(), START))
            may = self.is_verified and now() < until and set(fields) <= granted
            did = _works(lambda consent=consent: disclose(consent, fields=fields))
            assert did is may
            self.disclosed += did

    def suspend(self, _none: None) -> None:
        self._verify(is_verified=False)

    def lift(self, _none: None) -> None:
        self._verify(is_verified=True)

    def _verify(self, *, is_verified: bool) -> None:
        Employer.objects.filter(pk=self.opening.employer_id).update(is_verified=is_verified)
        self.is_verified = is_verified


def _works(act: Callable[[], object]) -> bool:
    try:
        act()
    except DomainError:
        return False
    return True


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(st.lists(EVENT, min_size=4, max_size=14))
def test_nothing_leaves_without_a_live_consent_for_these_fields(db: None, events: list) -> None:
    with time_machine.travel(START, tick=False) as clock:
        told = Told()
        before = Disclosure.objects.count()
        for name, given_value in [("ask", list(ASKED)), ("give", list(ASKED)), *events]:
            if name == "wait":
                clock.shift(timedelta(days=given_value))
            else:
                _works(lambda name=name, value=given_value: getattr(told, name)(value))
        assert Disclosure.objects.count() - before == told.disclosed
