"""Pages of cohorts: list, table to keep, open, change, join, leave; own site only."""

import io
from datetime import date, time, timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.delivery.api import WeeklySlot, change_cohort
from lms.delivery.audit_actions import AuditAction
from lms.delivery.cohorts.operations import CohortChange
from lms.delivery.errors import CohortRefused
from lms.delivery.models import Cohort, CohortMember
from tests.factories.accounts import instructor_at, registrar_at, sign_in
from tests.factories.courses import NOW, a_version
from tests.factories.organisations import a_site
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    LAST_DAY,
    MONDAY,
    Said,
    a_class,
    an_enrolment,
    locked,
    planned,
)

pytestmark = pytest.mark.django_db
INDEX = reverse("cohorts:index")


def page_of(group, name="cohort"):
    return reverse(f"cohorts:{name}", args=[group.cohort.uuid])


def text_of(response):
    return response.content.decode()


def one_more(group):
    return an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)


class TestTheList:
    def test_it_shows_own_cohorts_searched_and_narrowed(self, office, group):
        elsewhere = a_class(people=0)
        html = text_of(office.get(INDEX))
        assert group.cohort.code in html
        assert "2 of 3" in html
        assert page_of(elsewhere) not in html
        assert page_of(group) in text_of(office.get(INDEX, {"words": group.cohort.code.lower()}))
        for query in ({"words": "no-such"}, {"state": "over"}, {"places": "full"}, {"programme": "NO"}):
            assert page_of(group) not in text_of(office.get(INDEX, query)), query
        for query in ({"state": "running"}, {"places": "free"}, {"sort": "-begins"}, {"sort": "nonsense"}):
            assert page_of(group) in text_of(office.get(INDEX, query)), query

    def test_what_is_over_is_left_out_until_asked_for(self, office, group, clock):
        clock(NOW + timedelta(days=200))
        assert page_of(group) not in text_of(office.get(INDEX))
        assert page_of(group) in text_of(office.get(INDEX, {"state": "all"}))

    def test_it_is_taken_away_without_formulas(self, office, group):
        Cohort.objects.filter(pk=group.cohort.pk).update(code="=1+1")
        csv = office.get(reverse("cohorts:export"))
        assert "'=1+1" in csv.content.decode()
        xlsx = office.get(reverse("cohorts:export"), {"format": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(xlsx.content)).active
        assert [cell.value for cell in sheet[2]][0] == "=1+1"
        assert sheet["A2"].data_type == "s"

    def test_queries_do_not_grow_with_cohorts_and_people(self, office, group):
        def counted(url):
            office.get(url)
            with CaptureQueriesContext(connection) as queries:
                assert office.get(url).status_code == 200
            return len(queries)

        one_more(group)
        before = [counted(INDEX), counted(page_of(group)), counted(page_of(group, "join"))]
        for _number in range(3):
            planned(a_class(people=2, site=group.cohort.site))
            one_more(group)
        after = [counted(INDEX), counted(page_of(group)), counted(page_of(group, "join"))]
        assert after == before

    def test_what_nobody_signed_is_named_with_who_teaches(self, office, group, clock):
        session = planned(group)[0]
        assert "Registers not signed yet" not in office.get(page_of(group)).content.decode()
        clock(EVENING)
        shown = office.get(page_of(group)).content.decode()
        assert "Registers not signed yet" in shown
        assert reverse("timetable:session", args=[session.uuid]) in shown
        locked(session, *[(one, Said("present")) for one in group.people])
        assert "Registers not signed yet" not in office.get(page_of(group)).content.decode()


class TestOpening:
    def wanted(self, group, **other):
        cohort = group.cohort
        return {
            "code": "2026-A-1",
            "version": cohort.version.uuid,
            "school": cohort.school.uuid,
            "site": cohort.site.uuid,
            "capacity": 12,
            "begins_on": "2026-06-08",
            "ends_on": "2026-07-31",
            **other,
        }

    def test_a_cohort_is_opened_on_a_published_version(self, office, group):
        response = office.post(reverse("cohorts:open"), self.wanted(group))
        row = Cohort.objects.get(code="2026-A-1")
        assert response["Location"] == reverse("cohorts:cohort", args=[row.uuid])
        assert (row.version, row.capacity) == (group.cohort.version, 12)

    def test_what_is_wrong_comes_back_with_what_was_typed(self, office, group):
        wrong = [
            ({"code": ""}, "Give the cohort a code."),
            ({"code": group.cohort.code}, "There is a cohort with this code already"),
            ({"capacity": 0}, "A cohort has at least one place."),
            ({"ends_on": "2026-06-01"}, "The last day is before the first day."),
            ({"begins_on": "31.12."}, "This is no day of the calendar."),
            ({"version": ""}, "Choose one of them."),
        ]
        for change, words in wrong:
            response = office.post(reverse("cohorts:open"), self.wanted(group, **change))
            assert response.status_code == 422
            assert words in text_of(response), change
        assert Cohort.objects.count() == 1

    def test_another_site_is_no_choice(self, office, group):
        response = office.post(reverse("cohorts:open"), self.wanted(group, site=a_site().uuid))
        assert response.status_code == 422
        assert Cohort.objects.count() == 1


class TestChanging:
    def test_places_and_days_change_when_nobody_stands_outside(self, office, group):
        planned(group)
        url = page_of(group, "change")
        wanted = {"capacity": 5, "begins_on": MONDAY, "ends_on": "2026-06-30"}
        assert office.post(url, {**wanted, "capacity": 1}).status_code == 422
        later = office.post(url, {**wanted, "begins_on": "2026-06-02"})
        assert "Somebody joined on a day" in text_of(later)
        assert "Sessions are planned outside of these days" in text_of(later)
        assert office.post(url, wanted).status_code == 302
        group.cohort.refresh_from_db()
        assert (group.cohort.capacity, str(group.cohort.ends_on)) == (5, "2026-06-30")

    def test_what_stands_outside_already_is_not_the_doing_of_a_change(self, group):
        planned(group, first=LAST_DAY, last=LAST_DAY, slots=(WeeklySlot(6, time(9), 90),))
        Cohort.objects.update(ends_on=LAST_DAY - timedelta(days=1))
        where = {"cohort_uuid": group.cohort.uuid, "actor": ACTOR, "now": NOW}
        fewer = CohortChange(2, MONDAY, LAST_DAY - timedelta(days=1))
        assert change_cohort(change=fewer, **where).capacity == 2
        shorter = CohortChange(2, MONDAY, LAST_DAY - timedelta(days=9))
        assert change_cohort(change=shorter, **where).ends_on == shorter.ends_on
        planned(group)
        with pytest.raises(CohortRefused):
            change_cohort(change=CohortChange(2, MONDAY + timedelta(days=1), shorter.ends_on), **where)

    def test_fewer_places_than_people_are_refused(self, group):
        change = CohortChange(1, MONDAY, LAST_DAY)
        with pytest.raises(CohortRefused) as refused:
            change_cohort(cohort_uuid=group.cohort.uuid, change=change, actor=ACTOR, now=NOW)
        assert "2" in refused.value.reasons[0]


class TestJoiningAndLeaving:
    def test_more_than_the_places_are_asked_back_as_chosen_and_nobody_joins(self, office, group):
        people = [one_more(group) for _number in range(3)]
        assert "1 place is free" in text_of(office.get(page_of(group, "join")))
        sent = {"enrolment": [row.uuid for row in people[:2]], "joined_on": MONDAY}
        response = office.post(page_of(group, "join"), sent)
        assert response.status_code == 422
        html = text_of(response)
        assert "2 people are chosen, and 1 place is free from 2026-06-01 on. Nobody joined" in html
        ticked = [f'value="{row.uuid}" checked' in html for row in people]
        assert ticked == [True, True, False]
        assert CohortMember.objects.filter(cohort=group.cohort).count() == 2
        uuids = CohortMember.objects.filter(cohort=group.cohort).values_list("uuid", flat=True)
        told = AuditEntry.objects.filter(action=AuditAction.JOIN_COHORT)
        assert set(told.values_list("target_uuid", flat=True)) == set(uuids)

    def test_those_chosen_join_and_the_last_seat_is_refused_in_words(self, office, group):
        first, second = one_more(group), one_more(group)
        sent = {"enrolment": [first.uuid], "joined_on": MONDAY}
        html = text_of(office.post(page_of(group, "join"), sent, follow=True))
        assert "1 person joined the cohort." in html
        response = office.post(page_of(group, "join"), {**sent, "enrolment": [second.uuid]})
        assert response.status_code == 422
        assert "The cohort is full: all 3 places are taken." in text_of(response)
        assert CohortMember.objects.filter(cohort=group.cohort).count() == 3

    def test_who_cannot_join_takes_no_place_of_those_who_can(self, office, group):
        able, resting = one_more(group), one_more(group)
        resting.interruptions.create(reason="clinic", began_on=MONDAY, at=NOW, client_key=uuid4())
        sent = {"enrolment": [able.uuid, resting.uuid], "joined_on": MONDAY}
        html = text_of(office.post(page_of(group, "join"), sent, follow=True))
        assert "1 person joined the cohort." in html
        assert "Training rests on that day." in html
        assert able.cohort_stays.count() == 1

    def test_nobody_chosen_or_somebody_of_another_programme(self, office, group):
        stranger = an_enrolment(a_version(), group.cohort.site, group.cohort.school)
        for sent in ([], [stranger.uuid], ["no-uuid", "-" * 36]):
            response = office.post(page_of(group, "join"), {"enrolment": sent, "joined_on": MONDAY})
            assert response.status_code == 422
        assert CohortMember.objects.count() == 2

    def test_somebody_leaves_with_a_reason_and_the_place_is_free(self, office, group):
        stay = group.members[0]
        url = reverse("cohorts:leave", args=[stay.uuid])
        assert office.get(url).status_code == 200
        assert office.post(url, {"left_on": "2026-06-03", "reason": " "}).status_code == 422
        assert office.post(url, {"left_on": "2026-05-03", "reason": "转班"}).status_code == 422
        assert office.post(url, {"left_on": "2026-06-03", "reason": "转班"}).status_code == 302
        stay.refresh_from_db()
        assert (str(stay.left_on), stay.left_because) == ("2026-06-03", "转班")


class TestThePageOfACohort:
    def test_a_day_of_leaving_that_is_to_come_can_be_made_an_earlier_one(self, office, group):
        stay = group.members[0]
        CohortMember.objects.filter(pk=stay.pk).update(left_on=date(2028, 1, 1), left_because="slip")
        url = reverse("cohorts:leave", args=[stay.uuid])
        assert url in office.get(reverse("cohorts:cohort", args=[group.cohort.uuid])).content.decode()
        assert "2028-01-01" in office.get(url).content.decode()
        sent = {"left_on": "2026-07-01", "reason": "the year was a slip", "seen": "2028-01-01"}
        assert office.post(url, sent).status_code == 302
        stay.refresh_from_db()
        assert stay.left_on == date(2026, 7, 1)

    def test_it_shows_people_teachers_sessions_and_hours(self, office, group):
        planned(group)
        html = text_of(office.get(page_of(group)))
        for row in group.people:
            assert row.person.full_name in html
        assert group.instructor.display_name in html
        assert "2026-06-01 09:00" in html
        assert "In the timetable" in html

    def test_who_has_left_is_told_apart(self, office, group, clock):
        url = reverse("cohorts:leave", args=[group.members[0].uuid])
        office.post(url, {"left_on": "2026-06-03", "reason": "moved on"})
        clock(NOW + timedelta(days=5))
        html = text_of(office.get(page_of(group)))
        assert "1 stay that has ended" in html
        assert "moved on" in html


@pytest.mark.parametrize("name", ["cohort", "change", "join", "papers"])
def test_another_site_and_other_roles_find_nothing(group, name):
    url = page_of(group, name)
    for user in (registrar_at(a_site()), instructor_at(group.cohort.site)):
        client = sign_in(Client(), user)
        assert client.get(url).status_code in {302, 403, 404}
        assert client.post(url, {}).status_code in {302, 403, 404, 405}
