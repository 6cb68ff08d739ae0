"""What the audits and the class desk tell of diplomas: due, in a batch, issued, revoked; a class that is over."""

from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from certificates.issuing.batches.operations import cancel_batch, prepare_batch
from certificates.issuing.names import CredentialKind
from lms.delivery.api import Cohort, NewCohort, open_cohort
from lms.enrolments.api import Enrolment, diplomas_told
from lms.enrolments.completion.queries import Question, audits_of
from lms.enrolments.target.rules import LeftOut, Target
from lms.organisations.models import Pairing
from tests.factories.accounts import english_browser, registrar_at
from tests.factories.certificates import ISSUED_AT, complete
from tests.factories.courses import NOW
from tests.factories.endings import revoked
from tests.factories.organisations import a_site
from tests.factories.studies import Campus
from tests.factories.teaching import ACTOR, LAST_DAY, MONDAY, join

pytestmark = pytest.mark.django_db
DIPLOMA = CredentialKind.DIPLOMA
AFTERWARDS = datetime(2026, 9, 10, 2, 0, tzinfo=UTC)  # the class ended on 30 August
_numbers = count(1)


@pytest.fixture
def cohort(campus: Campus) -> Cohort:
    new = NewCohort(f"D{next(_numbers)}", campus.version, campus.school, campus.site, 20, MONDAY, LAST_DAY)
    return open_cohort(cohort=new, actor=ACTOR, now=NOW)


@pytest.fixture(autouse=True)
def _afterwards() -> object:
    with time_machine.travel(AFTERWARDS, tick=False):
        yield


def graduate(campus: Campus, cohort: Cohort, name: str) -> Enrolment:
    row = campus.student(name)
    join(cohort, row)
    return complete(row)


@pytest.fixture
def office(campus: Campus) -> Client:
    return english_browser(registrar_at(campus.site))


def page(client: Client, name: str, *args: object, **asked: str) -> str:
    response = client.get(reverse(name, args=args), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_both_audits_tell_what_became_of_the_diploma_and_lead_on(
    campus: Campus, cohort: Cohort, office: Client
) -> None:
    row = graduate(campus, cohort, "甲一")

    def both_tell(words: str, address: str) -> None:
        for shown in (page(office, "audit:enrolment", row.uuid), page(office, "cohorts:audit", cohort.uuid)):
            assert words in shown
            assert address in shown

    both_tell("Entitled to the diploma, which is not issued yet.", reverse("batch_desk:prepare"))
    batch = prepare_batch([row], kind=DIPLOMA, actor=campus.one, now=ISSUED_AT)
    both_tell("The diploma is in a batch", reverse("batch_desk:batch", args=[batch.uuid]))


def test_an_issued_and_a_revoked_diploma_are_told_with_their_day(
    campus: Campus, cohort: Cohort, office: Client
) -> None:
    row = graduate(campus, cohort, "甲一")
    campus.issue([row], DIPLOMA)
    credential = row.credentials.get(kind=DIPLOMA)
    issued = f"The diploma {credential.number_id} was issued on 2026-06-30."
    for shown in (page(office, "audit:enrolment", row.uuid), page(office, "cohorts:audit", cohort.uuid)):
        assert issued in shown
        assert reverse("certificates:credential", args=[credential.uuid]) in shown
        assert "no diploma yet" not in shown
    revoked(credential)
    for shown in (page(office, "audit:enrolment", row.uuid), page(office, "cohorts:audit", cohort.uuid)):
        assert f"The diploma {credential.number_id} was revoked on 2026-06-30." in shown
        assert issued not in shown


def test_a_completion_whose_diploma_was_revoked_reaches_the_target_no_more(
    campus: Campus, cohort: Cohort, office: Client
) -> None:
    row = graduate(campus, cohort, "甲一")

    def target() -> Target:
        return audits_of([row], {row.pk: Question(AFTERWARDS.date())})[0].now

    assert target().is_reached, "entitled: whoever has everything waits for the paper alone"
    campus.issue([row], DIPLOMA)
    assert [one.kind for one in target().counted] == ["diploma"], "once, and not again as the completion"
    revoked(row.credentials.get(kind=DIPLOMA))
    assert (target().is_reached, target().has_diploma) == (False, False)
    assert [reason for _paper, reason in target().left_out] == [LeftOut.ENDED]
    assert "is not valid any more on that day" in page(office, "audit:enrolment", row.uuid)


def test_nothing_is_told_of_who_has_not_completed(campus: Campus, cohort: Cohort) -> None:
    row = campus.student("乙二")
    join(cohort, row)
    assert diplomas_told([row], reader=registrar_at(campus.site)) == {}


def test_a_batch_that_the_reader_may_not_open_is_told_without_a_way_there(
    campus: Campus, cohort: Cohort, office: Client
) -> None:
    row = graduate(campus, cohort, "甲一")
    other = a_site()
    Pairing.objects.create(school=campus.school, site=other, valid_from=date(2020, 1, 1))
    elsewhere = replace(campus, site=other).graduate("丙三")
    batch = prepare_batch([row, elsewhere], kind=DIPLOMA, actor=campus.one, now=ISSUED_AT)
    address = reverse("batch_desk:batch", args=[batch.uuid])
    assert office.get(address).status_code == 404
    for shown in (page(office, "audit:enrolment", row.uuid), page(office, "cohorts:audit", cohort.uuid)):
        assert "The diploma is in a batch" in shown
        assert address not in shown


def test_a_class_that_is_over_is_found_while_somebody_waits_for_a_diploma(
    campus: Campus, cohort: Cohort, office: Client
) -> None:
    row = graduate(campus, cohort, "甲一")
    index = page(office, "cohorts:index")
    assert "These classes are over" in index
    assert reverse("cohorts:cohort", args=[cohort.uuid]) in index
    prepare = f"{reverse('batch_desk:prepare')}?kind=diploma&amp;school={campus.school.uuid}&amp;cohort={cohort.uuid}"
    own = page(office, "cohorts:cohort", cohort.uuid)
    for shown in (index, own, page(office, "cohorts:audit", cohort.uuid)):
        assert prepare in shown
    assert "1 person has completed and has no diploma yet, nor is in a batch." in own
    assert "Nobody is in this cohort yet." not in own
    assert "The cohort is over; nobody belongs to it any more." in own
    assert "Still to be planned" not in own
    elsewhere = english_browser(registrar_at(a_site()))
    assert cohort.code not in page(elsewhere, "cohorts:index")
    campus.issue([row], DIPLOMA)
    assert "These classes are over" not in page(office, "cohorts:index")
    assert "no diploma yet" not in page(office, "cohorts:cohort", cohort.uuid)


def test_who_is_in_a_batch_is_not_to_be_prepared_again(
    campus: Campus, cohort: Cohort, office: Client
) -> None:
    def asked_for() -> set[bool]:
        pages = [page(office, "cohorts:index")]
        pages += [page(office, name, cohort.uuid) for name in ("cohorts:cohort", "cohorts:audit")]
        return {"no diploma yet" in shown for shown in pages}

    row = graduate(campus, cohort, "甲一")
    assert asked_for() == {True}
    batch = prepare_batch([row], kind=DIPLOMA, actor=campus.one, now=ISSUED_AT)
    assert asked_for() == {False}
    cancel_batch(batch_uuid=batch.uuid, reason="too early", actor=campus.one, now=ISSUED_AT)
    assert asked_for() == {True}


def test_more_graduates_ask_no_more(campus: Campus, cohort: Cohort, office: Client) -> None:
    def counted() -> int:
        with CaptureQueriesContext(connection) as made:
            page(office, "cohorts:audit", cohort.uuid)
            page(office, "cohorts:index")
        return len(made)

    campus.issue([graduate(campus, cohort, "甲一")], DIPLOMA)
    graduate(campus, cohort, "乙二")
    counted()
    before = counted()
    for name in ("丙三", "丁四", "戊五"):
        graduate(campus, cohort, name)
    assert counted() == before
