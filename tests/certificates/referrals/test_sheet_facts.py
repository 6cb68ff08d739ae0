"""What an employer confirms is a fact with its evidence, beside the ones before; the code on the sheet gives none."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from certificates.models import Outcome, ReferralSheet
from certificates.referrals.outcomes.operations import NewOutcome, record_outcome
from certificates.referrals.outcomes.queries import states_on_days
from certificates.referrals.outcomes.rules import Grade, Kind, State
from certificates.referrals.sheets.models import ReplyWay
from certificates.referrals.sheets.rules import Answer, Why
from lms.core.actor import Actor
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.core.ids import new_uuid
from lms.core.models import AuditEntry
from tests.factories.consents import withdraw
from tests.factories.sheets import a_sheet, reply

pytestmark = pytest.mark.django_db
TODAY = datetime(2026, 7, 2, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def sheet() -> ReferralSheet:
    return a_sheet()


@pytest.mark.parametrize("way", [ReplyWay.PORTAL, ReplyWay.PAPER])
@pytest.mark.parametrize(
    ("answer", "days", "kind", "on"),
    [
        (Answer.INTERVIEW, 3, Kind.INTERVIEW, 3),
        (Answer.OFFER, None, Kind.OFFER, 0),
        (Answer.OFFER, 9, Kind.OFFER, 0),
        (Answer.STARTED, -2, Kind.START, -2),
    ],
)
def test_what_is_replied_is_a_fact_of_the_employer(
    sheet: ReferralSheet, way: ReplyWay, answer: Answer, days: int | None, kind: Kind, on: int
) -> None:
    today = local_date(now())
    row = reply(sheet, answer, day=None if days is None else today + timedelta(days=days), way=way)
    fact = Outcome.objects.get()
    assert (fact.person, fact.employer) == (sheet.consent.person, sheet.consent.employer)
    assert (fact.kind, fact.day) == (kind, today + timedelta(days=on))
    assert (fact.grade, fact.reporter, fact.way) == (Grade.EMPLOYER_CONFIRMED, "employer", way.value)
    assert (fact.by, fact.at, fact.occupation) == (row.by, row.at, sheet.consent.request.opening.occupation)
    assert AuditEntry.objects.filter(action="certificates.record_outcome", target_uuid=fact.uuid).count() == 1


def test_the_code_on_the_sheet_confirms_nothing(sheet: ReferralSheet) -> None:
    reply(sheet, Answer.STARTED, day=local_date(now()), way=ReplyWay.LINK)
    assert not Outcome.objects.exists()
    assert states_on_days({sheet.consent.person_id: local_date(now())})[sheet.consent.person_id].grade is None


def test_a_refusal_is_no_fact_and_one_form_gives_one(sheet: ReferralSheet) -> None:
    reply(sheet, Answer.DECLINED, why=Why.FILLED)
    assert not Outcome.objects.exists()
    said: dict[str, Any] = {"key": new_uuid()}
    for _ in range(2):
        reply(sheet, Answer.OFFER, **said)
    assert Outcome.objects.count() == 1


def test_facts_stand_beside_those_before_and_outlive_the_consent(sheet: ReferralSheet) -> None:
    person, today = sheet.consent.person_id, local_date(now())
    told = NewOutcome(Kind.NOT_AT_WORK, today - timedelta(days=1), Grade.SELF_REPORTED, "person", "call")
    who = {"actor": Actor(new_uuid(), Role.PLACEMENT_OFFICER), "now": now()}
    first = record_outcome(person_id=person, new=told, client_key=new_uuid(), **who)
    reply(sheet, Answer.STARTED, day=today)
    withdraw(sheet.consent)
    reply(sheet, Answer.STARTED, day=today, way=ReplyWay.PAPER)
    kept = list(Outcome.objects.order_by("pk"))
    assert kept[0] == first
    assert (kept[0].kind, kept[0].day, kept[0].grade) == (told.kind, told.day, told.grade)
    assert [row.kind for row in kept] == ["not_at_work", "start", "start"]
    assert not any(row.corrects_id for row in kept)
    stands = states_on_days({person: today})[person]
    assert (stands.state, stands.grade) == (State.EMPLOYED, Grade.EMPLOYER_CONFIRMED)


def test_an_interview_ahead_says_nothing_of_how_somebody_stands(sheet: ReferralSheet) -> None:
    day = local_date(now()) + timedelta(days=3)
    reply(sheet, Answer.INTERVIEW, day=day)
    person = sheet.consent.person_id
    for when in (day - timedelta(days=1), day, day + timedelta(days=1)):
        assert states_on_days({person: when})[person].state is State.UNKNOWN
