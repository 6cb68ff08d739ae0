"""A person's file: what it tells, to whom, and that its queries do not grow."""

from collections import Counter
from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from lms.delivery.api import Said, WeeklySlot
from lms.enrolments.admission.models import ReleaseForecast
from lms.enrolments.api import EnrolmentState, withdraw_enrolment
from lms.enrolments.changing.operations import record_return
from lms.enrolments.models import Enrolment
from tests.enrolments.changing.deeds import rest, to_school, to_site
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import complete, issue
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import passed_sitting
from tests.factories.organisations import a_site
from tests.factories.outside import confirm, record, skill_paper, some_credits
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR, EVENING, a_class, locked, planned

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def row():
    """An enrolment with a stay, a locked register, credits, a certificate and an examination that was passed."""
    group = a_class(people=1)
    row = group.people[0]
    stay = a_stay(row.person)
    ReleaseForecast.objects.create(admission=stay, release_date=stay.forecast_date, reason="三月评估", at=NOW)
    session = planned(group, slots=(WeeklySlot(0, time(15), 90),))[0]  # in the morning is the examination
    locked(session, (row, Said("present")))
    some_credits(row)
    confirm(record(skill_paper(row.person)))
    passed_sitting(row)
    return row


def at_work(site) -> Client:
    client = sign_in(Client(), registrar_at(site))
    client.cookies["language"] = "en"
    return client


def page_of(client: Client, row: Enrolment):
    return client.get(f"/authoring/person-files/{row.person.uuid}/")


def kinds(page) -> list[str]:
    with translation.override("en"):
        return [str(one["kind"]) for one in page.context["rows"]]


def test_everything_from_admission_on_is_told(row) -> None:
    rest(row, on=EVENING.date() + DAY, now=EVENING + DAY)
    record_return(enrolment_uuid=row.uuid, on=EVENING.date() + 3 * DAY, actor=ACTOR, now=EVENING + 3 * DAY)
    to_school(row, now=EVENING + 4 * DAY)
    other = enrol(row.person.user, a_version())
    issue(complete(other).uuid)
    page = page_of(at_work(row.site), row)
    assert set(kinds(page)) == {
        *("Stay", "Release forecast", "Programme", "Class", "Class hours", "Examination"),
        *("Credits", "Certificate", "Interruption", "Transfer"),
    }
    words = page.content.decode()
    assert "2.0 class hours (90 minutes)" in words
    assert "三月评估" in words
    assert "<svg" in words
    days = [one["day"] for one in page.context["rows"]]
    assert days == sorted(days)


def test_the_next_site_reads_the_training_but_not_the_stay_before(row) -> None:
    stay = row.person.admissions.get()
    there = to_site(stay, now=EVENING + DAY)
    page = page_of(at_work(there.site), row)
    words = page.content.decode()
    assert "2.0 class hours (90 minutes)" in words
    assert {"Examination", "Credits", "Certificate", "Transfer"} <= set(kinds(page))
    assert "Class" not in kinds(page)
    assert "三月评估" not in words
    assert stay.site.name not in words
    assert [one.site for one in page.context["file"].stays] == [there.site]


def test_the_site_that_was_left_prints_what_was_there_and_nothing_later(row) -> None:
    before = row.site
    to_site(row.person.admissions.get(), now=EVENING + DAY)
    row.refresh_from_db()
    later = to_school(row, now=EVENING + 5 * DAY).school
    later.name_en = "A school of later days"
    later.save(update_fields=["name_en"])
    confirm(record(skill_paper(row.person, occupation="后来的工种")))
    withdraw_enrolment(
        enrolment_uuid=row.uuid, reason="", code="own_wish", actor=ACTOR, now=EVENING + 9 * DAY
    )
    page = page_of(at_work(before), row)
    words = page.content.decode()
    assert page.status_code == 200
    assert "2.0 class hours (90 minutes)" in words
    assert "Transfer" in kinds(page)
    assert "Own wish" not in words
    assert "A school of later days" not in words
    assert ">Transferred<" in words
    assert ">Moved to another site<" in words
    assert ">Left<" not in words
    assert row.site.name_zh not in words
    assert Enrolment.objects.get(pk=row.pk).state == EnrolmentState.WITHDRAWN


def test_another_site_finds_nothing(row) -> None:
    assert page_of(at_work(a_site()), row).status_code == 404


def test_somebody_who_was_only_enrolled_has_a_short_file() -> None:
    group = a_class(people=1)
    person = group.people[0].person
    client = at_work(person.site)
    assert client.get(f"/authoring/person-files/{person.uuid}/").status_code == 200
    assert client.get(f"/authoring/person-files/{uuid4()}/").status_code == 404


def more_of(row, number: int) -> None:
    """Let a further programme be completed, and everything of the file happen once more."""
    other = enrol(row.person.user, a_version())
    issue(complete(other).uuid)
    some_credits(other)
    confirm(record(skill_paper(row.person, occupation=f"工种{number}")))
    to_school(row, now=EVENING + (number + 1) * DAY)
    row.refresh_from_db()


def queries_of(client: Client, row) -> list[str]:
    """Return what the page asks for, without of whom, once what is kept in caches is there."""
    page_of(client, row)
    with CaptureQueriesContext(connection) as kept:
        page_of(client, row)
    return [query["sql"].split(" WHERE ")[0] for query in kept.captured_queries]


def test_the_queries_do_not_grow(row) -> None:
    client = at_work(row.site)
    more_of(row, 0)
    few = queries_of(client, row)
    for number in range(1, 5):
        more_of(row, number)
    many = queries_of(client, row)
    assert len(page_of(client, row).context["file"].courses) == 6
    assert len(many) <= 40
    assert Counter(many) - Counter(few) == Counter()
