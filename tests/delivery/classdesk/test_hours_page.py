"""The hours of one person, session by session: whatever the audit says opens to its rows."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.actor import Actor
from lms.core.enums import Role
from lms.delivery.api import Said
from lms.delivery.models import Correction
from lms.delivery.register.operations import Decision, decide_correction, propose_correction
from lms.delivery.register.operations.correcting import Wish
from lms.enrolments.models import Enrolment
from tests.factories.accounts import instructor_at, registrar_at, sign_in, trainee_at
from tests.factories.organisations import a_site
from tests.factories.teaching import EVENING, MONDAY, locked, mark, planned

pytestmark = pytest.mark.django_db


def page_of(enrolment: Enrolment) -> str:
    return reverse("hours:enrolment", args=[enrolment.uuid])


def rows_of(client: Client, enrolment: Enrolment) -> list[dict[str, str]]:
    content = client.get(reverse("hours:export", args=[enrolment.uuid])).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.fixture
def taught(group, clock):
    """Two people in one locked session: the second came ten minutes late."""
    clock(EVENING)
    session = planned(group)[0]
    first, second = group.people
    locked(session, (first, Said("present")), (second, Said("present", late=10)))
    return session


def test_each_session_stands_there_with_what_its_register_says(office, group, taught):
    shown = office.get(page_of(group.people[1])).content.decode()
    assert reverse("corrections:register", args=[taught.uuid]) in shown
    assert "10 minutes late" in shown
    assert [row["Minutes"] for row in rows_of(office, group.people[1])] == ["90", "90", "80"]


def test_the_plans_of_the_parts_add_up_to_the_whole_plan(office, group, taught):
    rows = office.get(page_of(group.people[0])).context["standings"]
    assert "Parts not begun yet" in {row.title for row in rows}
    for whole in (row for row in rows if row.is_sum):
        parts = [float(row.plan) for row in rows if row.kind == whole.kind and not row.is_sum]
        assert sum(parts) == float(whole.plan)


def test_a_correction_stands_there_with_its_reason_and_both_rows(office, group, taught):
    late = group.people[1]
    wish = Wish(taught.uuid, late.uuid, Said("present"), "门卫登记是8点50分")
    asked = propose_correction(wish=wish, actor=Actor(group.instructor.uuid, Role.INSTRUCTOR), now=EVENING)
    second = Actor(registrar_at(group.cohort.site).uuid, Role.REGISTRAR)
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=second, now=EVENING)
    assert Correction.objects.get().decision == "approved"
    html = office.get(page_of(late)).content.decode()
    assert "Corrected from 80 to 90 minutes: 门卫登记是8点50分" in html
    attended = [row for row in rows_of(office, late) if row["Measure"] == "Attended"]
    assert [(row["Minutes"], row["Correction"]) for row in attended] == [
        ("80", ""),
        ("-80", "门卫登记是8点50分"),
        ("90", "门卫登记是8点50分"),
    ]


def test_why_a_register_was_corrected_stays_with_the_site_that_kept_it(group, taught):
    late, there = group.people[1], a_site()
    wish = Wish(taught.uuid, late.uuid, Said("excused", excuse="medical"), "当天在医务室")
    asked = propose_correction(wish=wish, actor=Actor(group.instructor.uuid, Role.INSTRUCTOR), now=EVENING)
    second = Actor(registrar_at(group.cohort.site).uuid, Role.REGISTRAR)
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=second, now=EVENING)
    Enrolment.objects.filter(pk=late.pk).update(site=there)
    told = {}
    for site in (group.cohort.site, there):
        client = Client()
        sign_in(client, registrar_at(site))
        client.cookies["language"] = "en"
        page = client.get(page_of(late)).content.decode()
        told[site] = ("医务室" in page, {row["Correction"] for row in rows_of(client, late)})
        assert "Corrected from 80 to 0 minutes" in page
        assert ("the reason stays where the register was kept" in page) == (site is there)
    assert told == {group.cohort.site: (True, {"", "当天在医务室"}), there: (False, {""})}


def test_what_is_not_locked_does_not_count_and_the_page_says_so(office, group, clock):
    clock(EVENING)
    mark(planned(group)[0], (group.people[0], Said("present")))
    assert "is locked yet" in office.get(page_of(group.people[0])).content.decode()


def test_the_page_leads_back_to_the_audit_also_where_no_requirement_leads_to_it(office, group):
    person = group.people[0]
    audit = reverse("audit:enrolment", args=[person.uuid])
    assert not person.version.requirements.filter(kind="hours_attended").exists()
    assert f'href="{page_of(person)}"' in office.get(audit).content.decode()
    assert f'href="{audit}"' in office.get(page_of(person)).content.decode()


def test_a_site_that_somebody_left_reads_what_was_taught_there(group, taught, clock):
    there = a_site()
    person = group.people[0]
    Enrolment.objects.filter(pk=person.pk).update(site=there)
    before, after = Client(), Client()
    sign_in(before, registrar_at(group.cohort.site))
    sign_in(after, registrar_at(there))
    for client in (before, after):
        client.cookies["language"] = "en"
    assert "goes on elsewhere" in before.get(page_of(person)).content.decode()
    whole = after.get(page_of(person)).content.decode()
    assert "goes on elsewhere" not in whole
    # Its audit is not the former site's any more: no link leads there.
    assert reverse("audit:enrolment", args=[person.uuid]) in whole
    assert reverse("audit:enrolment", args=[person.uuid]) not in before.get(page_of(person)).content.decode()
    assert "2026-06-01 09:00" in whole
    # The register itself stays with the site where it was kept.
    assert reverse("corrections:register", args=[taught.uuid]) not in whole


def test_nobody_else_reads_it(group, taught):
    person = group.people[0]
    strangers = {registrar_at(a_site()): 404, instructor_at(group.cohort.site): 403}
    for user, status in strangers.items():
        client = Client()
        sign_in(client, user)
        assert client.get(page_of(person)).status_code == status
        assert client.get(reverse("hours:export", args=[person.uuid])).status_code == status
    assert Client().get(page_of(person)).status_code == 302
    trainee = Client()
    sign_in(trainee, trainee_at(group.cohort.site))
    assert trainee.get(page_of(person)).status_code in (302, 403)


def test_the_queries_do_not_grow_with_the_sessions(office, group, clock):
    later = EVENING + timedelta(days=60)
    clock(later)
    sessions = planned(group, last=MONDAY + timedelta(days=49))

    def queries_after(some):
        for session in some:
            locked(session, *[(one, Said("present")) for one in group.people], now=later)
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page_of(group.people[0])).status_code == 200
        return len(queries)

    assert len(sessions) == 8
    assert queries_after(sessions[:2]) == queries_after(sessions[2:])
