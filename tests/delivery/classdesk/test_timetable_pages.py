"""Pages of the timetable: the week, planning with every clash named, cancelling, replacing, moving, undoing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.delivery.api import NewHoliday, add_holiday
from lms.delivery.models import ClassSession, Holiday, SessionChange
from lms.delivery.timetable import occupied
from lms.delivery.timetable.rules import Period, Taken
from tests.factories.accounts import instructor_at, registrar_at, sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_room, a_site
from tests.factories.teaching import (
    ACTOR,
    EVENING,
    MONDAY,
    NINE,
    Said,
    a_class,
    locked,
    mark,
    planned,
    qualify,
)

pytestmark = pytest.mark.django_db
WEEK = reverse("timetable:week")
SESSIONS = reverse("timetable:sessions")


def text_of(response):
    return response.content.decode()


def a_plan(group, **other):
    """Return what a browser sends to plan the group's unit on four Mondays."""
    return {
        "part": f"unit:{group.unit.uuid}",
        "kind": "theory",
        "instructor": group.instructor.uuid,
        "room": group.room.uuid,
        "first": MONDAY,
        "last": MONDAY + timedelta(weeks=3),
        "weekdays": ["0"],
        "begins": "09:00",
        "minutes": 90,
        "series": uuid4(),
        **other,
    }


def without_kind(group, **other):
    return {name: value for name, value in a_plan(group, **other).items() if name != "kind"}


def look(office, group, sent):
    return office.post(reverse("timetable:plan", args=[group.cohort.uuid]), {**sent, "look": "1"})


def plan(office, group, sent, shown):
    """Plan what was shown before."""
    seen = shown.context["form"].data["seen"]
    url = reverse("timetable:plan", args=[group.cohort.uuid])
    return office.post(url, {**sent, "seen": seen, "plan": "1"})


class TestTheWeek:
    def test_it_shows_sessions_examinations_and_free_days(self, office, group, monkeypatch):
        planned(group)
        session = ClassSession.objects.get()
        staff = frozenset[int]()
        exam = Taken("理论考试", Period(NINE, EVENING), group.room.pk, staff, None, staff)
        monkeypatch.setattr(occupied, "_sources", [lambda begins, ends: [exam]])
        holiday = NewHoliday(group.cohort.site, MONDAY + timedelta(days=2), "运动会")
        add_holiday(holiday=holiday, actor=ACTOR, now=NOW)
        html = text_of(office.get(WEEK))
        assert reverse("timetable:session", args=[session.uuid]) in html
        assert "理论考试" in html
        assert "运动会" in html
        assert (
            group.cohort.code
            not in text_of(office.get(WEEK, {"day": "2026-06-08"})).split("classes__week")[1]
        )

    def test_it_is_narrowed_by_room_instructor_and_cohort(self, office, group):
        other = a_class(people=1, site=group.cohort.site)
        planned(group)
        planned(other)
        for name, row in (("cohort", group.cohort), ("room", group.room), ("instructor", group.instructor)):
            grid = text_of(office.get(WEEK, {name: str(row.uuid)})).split("classes__week", 1)[1]
            assert group.cohort.code in grid
            assert other.cohort.code not in grid
        for nonsense in ({"room": "x"}, {"day": "0001-01-01"}, {"day": "2026-02-31"}):
            assert office.get(WEEK, nonsense).status_code == 200

    def test_an_instructor_looks_and_changes_nothing(self, group):
        session = planned(group)[0]
        client = sign_in(Client(), group.instructor)
        html = text_of(client.get(WEEK))
        assert group.cohort.code in html
        assert reverse("timetable:session", args=[session.uuid]) not in html

    def test_another_site_sees_nothing_of_it(self, group):
        planned(group)
        client = sign_in(Client(), registrar_at(a_site()))
        assert group.cohort.code not in text_of(client.get(WEEK))

    def test_queries_do_not_grow_with_sessions(self, office, group):
        def counted():
            return [queries_of(office, url) for url in (WEEK, SESSIONS)]

        planned(group)
        before = counted()
        for _number in range(3):
            planned(a_class(people=2, site=group.cohort.site))
        assert counted() == before


def queries_of(client, url):
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


class TestPlanning:
    def test_every_date_is_shown_first_and_planned_then(self, office, group):
        holiday = NewHoliday(group.cohort.site, MONDAY + timedelta(weeks=1), "端午节")
        add_holiday(holiday=holiday, actor=ACTOR, now=NOW)
        sent = a_plan(group)
        shown = look(office, group, sent)
        assert "3 sessions would be planned" in text_of(shown)
        assert "端午节" in text_of(shown)
        assert not ClassSession.objects.exists()
        for _twice in range(2):
            assert plan(office, group, sent, shown).status_code == 302
        assert ClassSession.objects.count() == 3

    def test_only_days_that_are_meant_are_named_as_left_out(self, office, group):
        for days, name in ((7, "端午节"), (8, "运动会")):
            holiday = NewHoliday(group.cohort.site, MONDAY + timedelta(days=days), name)
            add_holiday(holiday=holiday, actor=ACTOR, now=NOW)
        html = text_of(look(office, group, a_plan(group)))
        assert "端午节" in html
        assert "运动会" not in html

    def test_what_goes_beyond_the_plan_of_a_part_is_said_before_it_is_planned(self, office, group):
        hours = group.unit.theory_minutes // 45
        within = a_plan(group, last=MONDAY, minutes=45)
        assert "counts for nobody" not in text_of(look(office, group, within))
        last = MONDAY + timedelta(weeks=hours)
        html = text_of(look(office, group, a_plan(group, last=last, minutes=45)))
        assert f"The plan has {hours} class hours of this, 0 stand in the timetable" in html
        assert f"these sessions have {hours + 1}: 1 more than the plan" in html
        plan(office, group, within, look(office, group, within))
        again = a_plan(group, first=MONDAY + timedelta(weeks=1), last=last, minutes=45)
        assert f"1 stand in the timetable, these sessions have {hours}: 1 more" in text_of(
            look(office, group, again)
        )

    def test_every_clash_is_named_and_days_can_be_left_out(self, office, group):
        other = a_class(people=1, site=group.cohort.site)
        days = [MONDAY, MONDAY + timedelta(weeks=2)]
        for day in days:
            planned(other, room=group.room, first=day, last=day)
        sent = a_plan(group)
        shown = look(office, group, sent)
        html = text_of(shown)
        assert "2 sessions clash" in html
        for day in days:
            assert f"{day} 09:00: room {group.room.name} is taken by {other.cohort.code}." in html
        assert plan(office, group, sent, shown).status_code == 409
        assert ClassSession.objects.filter(cohort=group.cohort).count() == 0
        url = reverse("timetable:plan", args=[group.cohort.uuid])
        skipped = office.post(url, {**sent, "skip": "1"})
        assert "2 sessions would be planned" in text_of(skipped)
        sent["without"] = [f"{day}T09:00:00+08:00" for day in days]
        shown = look(office, group, sent)
        assert "2 sessions would be planned" in text_of(shown)
        assert plan(office, group, sent, shown).status_code == 302
        begun = ClassSession.objects.filter(cohort=group.cohort).values_list("begins_at", flat=True)
        assert {instant.date() for instant in begun} == {
            MONDAY + timedelta(weeks=1),
            MONDAY + timedelta(weeks=3),
        }

    def test_all_clashes_are_named_however_many(self, office, group):
        other = a_class(people=1, site=group.cohort.site)
        last = MONDAY + timedelta(weeks=11)
        planned(other, room=group.room, last=last)
        html = text_of(look(office, group, a_plan(group, last=last)))
        assert html.count(f"is taken by {other.cohort.code}.") == 12

    def test_what_was_not_shown_is_not_planned(self, office, group):
        sent = a_plan(group)
        shown = look(office, group, sent)
        response = plan(office, group, {**sent, "minutes": 45}, shown)
        assert response.status_code == 200
        assert not ClassSession.objects.exists()

    def test_a_part_is_theory_or_practice_and_everything_together_is_both(self, office, group):
        assert "Choose theory or practice." in text_of(look(office, group, without_kind(group)))
        rest = without_kind(group, part="rest", weekdays=["0", "1", "2", "3", "4"])
        assert look(office, group, rest).status_code == 200

    def test_who_is_not_qualified_is_named(self, office, group):
        stranger = instructor_at(group.cohort.site)
        html = text_of(look(office, group, a_plan(group, instructor=stranger.uuid)))
        assert "has no teaching qualification" in html
        assert "Plan 4 sessions" not in html

    def test_a_pattern_that_cannot_be(self, office, group):
        wrong = [
            ({"weekdays": []}, "Choose at least one weekday."),
            ({"minutes": 481}, "A session lasts at most 480 minutes."),
            ({"last": "2026-05-01"}, "The last day is before the first day."),
            ({"last": "2027-05-01"}, "lie within the days of the cohort"),
            ({"second": "09:30"}, "Two sessions of the pattern overlap"),
            ({"begins": "soon"}, "This is no time"),
        ]
        for change, words in wrong:
            response = look(office, group, a_plan(group, **change))
            assert response.status_code == 422, change
            assert words in text_of(response), change


class TestChanging:
    def change(self, office, name, sessions, **said):
        url = reverse(f"timetable:{name}")
        chosen = {"session": [row.uuid for row in sessions]}
        shown = office.post(url, chosen)
        assert shown.status_code == 200
        batch = shown.context["form"].initial["batch"]
        return office.post(url, {**chosen, "batch": batch, **said})

    def test_several_are_cancelled_with_a_reason_and_come_back(self, office, group):
        rows = planned(group, last=MONDAY + timedelta(weeks=3))
        assert self.change(office, "cancel", rows[:3], reason="").status_code == 422
        done = self.change(office, "cancel", rows[:3], reason="停电")
        assert ClassSession.objects.filter(state="cancelled").count() == 3
        html = text_of(office.get(done["Location"]))
        assert "停电" in html
        undone = office.post(done["Location"], {"undo": uuid4()}, follow=True)
        assert "The change is taken back." in text_of(undone)
        assert ClassSession.objects.filter(state="planned").count() == 4
        again = office.post(done["Location"], {"undo": uuid4()}, follow=True)
        assert "cannot be undone any more" in text_of(again)

    def test_another_instructor_takes_over_and_gives_back(self, office, group):
        rows = planned(group, last=MONDAY + timedelta(weeks=1))
        other = instructor_at(group.cohort.site)
        refused = self.change(office, "replace", rows, instructor=other.uuid, reason="病假")
        assert refused.status_code == 422
        assert "has no teaching qualification" in text_of(refused)
        qualify(other, group.cohort)
        done = self.change(office, "replace", rows, instructor=other.uuid, reason="病假")
        assert set(ClassSession.objects.values_list("instructor", flat=True)) == {other.pk}
        office.post(done["Location"], {"undo": uuid4()})
        assert set(ClassSession.objects.values_list("instructor", flat=True)) == {group.instructor.pk}

    def test_what_clashes_among_those_chosen_is_named(self, office, group):
        other = a_class(people=1, site=group.cohort.site)
        rows = [*planned(group), *planned(other)]
        room = a_room(group.cohort.site)
        refused = self.change(office, "replace", rows, room=room.uuid, reason="换教室")
        assert refused.status_code == 422
        assert f"room {room.name} is taken by" in text_of(refused)
        assert not SessionChange.objects.exists()

    def test_nothing_chosen_and_nothing_changed(self, office, group):
        rows = planned(group)
        for name in ("cancel", "replace"):
            assert office.get(reverse(f"timetable:{name}"))["Location"] == SESSIONS
            assert office.post(reverse(f"timetable:{name}"), {"session": "x"})["Location"] == SESSIONS
        assert self.change(office, "replace", rows, reason="x").status_code == 422
        same = self.change(office, "replace", rows, room=group.room.uuid, reason="x")
        assert "Nothing would change" in text_of(same)

    def test_a_kept_register_is_not_changed(self, office, group, clock):
        row = planned(group)[0]
        clock(EVENING)
        mark(row, (group.people[0], Said("present")))
        for name, said in (("cancel", {}), ("replace", {"room": a_room(group.cohort.site).uuid})):
            refused = self.change(office, name, [row], reason="x", **said)
            assert "already kept" in text_of(refused)

    def test_one_session_is_moved(self, office, group):
        row = planned(group)[0]
        url = reverse("timetable:move", args=[row.uuid])
        form = office.get(url).context["form"]
        sent = {**form.initial, "day": "2026-06-02", "begins": "14:00", "reason": "考试"}
        assert office.post(url, {**sent, "reason": ""}).status_code == 422
        assert office.post(url, sent).status_code == 302
        row.refresh_from_db()
        assert f"{row.begins_at:%Y-%m-%d %H:%M}" == "2026-06-02 06:00"
        html = text_of(office.get(reverse("timetable:session", args=[row.uuid])))
        assert "考试" in html
        assert "2026-06-01 09:00" in html

    def test_another_site_cannot_choose_it(self, group):
        row = planned(group)[0]
        client = sign_in(Client(), registrar_at(a_site()))
        response = client.post(
            reverse("timetable:cancel"), {"session": row.uuid, "reason": "x", "batch": uuid4()}
        )
        assert response["Location"] == SESSIONS
        row.refresh_from_db()
        assert row.state == "planned"

    def test_the_list_is_narrowed_and_taken_away(self, office, group):
        planned(group, last=MONDAY + timedelta(weeks=3))
        html = text_of(office.get(SESSIONS, {"first": "2026-06-08", "last": "2026-06-15"}))
        assert "2 sessions" in html
        assert "0 sessions" in text_of(office.get(SESSIONS, {"state": "cancelled"}))
        table = text_of(office.get(reverse("timetable:export"), {"first": "2026-06-08"}))
        assert table.count(group.cohort.code) == 3


class TestFreeDaysAndTeachers:
    def test_days_are_added_with_what_is_planned_on_them_and_taken_away(self, office, group):
        planned(group)
        url = reverse("timetable:days")
        sent = {"site": group.cohort.site.uuid, "first": "2026-06-01", "last": "2026-06-03", "name": "检修"}
        assert office.post(url, {**sent, "last": "2026-05-01"}).status_code == 422
        html = text_of(office.post(url, sent, follow=True))
        assert "3 days are kept free." in html
        assert "1 session is planned" in html
        row = office.get(url, {"year": "2026"}).context["rows"][0]
        assert (row.holiday.day, row.planned) == (date(2026, 6, 1), 1)
        office.post(reverse("timetable:remove_day", args=[row.holiday.uuid]))
        assert len(office.get(url, {"year": "2026"}).context["rows"]) == 2
        assert office.get(url, {"year": "99999"}).status_code == 200

    def test_days_that_were_free_already_are_not_counted_again_and_no_year_is_a_slip(self, office, group):
        url = reverse("timetable:days")
        sent = {"site": group.cohort.site.uuid, "first": "2026-06-01", "last": "2026-06-02", "name": "检修"}
        office.post(url, sent)
        html = text_of(office.post(url, {**sent, "last": "2026-06-03", "name": "运动会"}, follow=True))
        assert "1 day is kept free." in html
        assert "2 days were free already and keep their names." in html
        for first in ("1900-01-01", "9999-12-31"):
            refused = office.post(url, {**sent, "first": first, "last": ""})
            assert refused.status_code == 422
            assert "Check the year." in text_of(refused)
        assert Holiday.objects.count() == 3

    def test_a_qualification_is_added_shown_as_it_ends_and_kept_for_its_sessions(self, office, group):
        url, other = reverse("cohorts:qualify"), instructor_at(group.cohort.site)
        sent = {
            "instructor": other.uuid,
            "programme": group.cohort.version.programme.uuid,
            "title": "电工技师 001",
            "valid_from": "2026-01-01",
            "valid_until": "2026-06-20",
        }
        assert office.post(url, {**sent, "valid_until": "2025-06-20"}).status_code == 422
        assert office.post(url, sent).status_code == 302
        teachers = reverse("cohorts:teachers")
        assert "电工技师 001" in text_of(office.get(teachers, {"state": "30"}))
        assert "高级工" not in text_of(office.get(teachers, {"state": "30"}))
        assert "电工技师 001" in text_of(office.get(reverse("cohorts:export_teachers")))
        planned(group, last=MONDAY + timedelta(weeks=2))
        held = group.instructor.teaching_qualifications.get()
        end = reverse("cohorts:end_teaching", args=[held.uuid])
        refused = office.post(end, {"valid_until": "2026-06-01"})
        assert "2 planned sessions after that day rest on it" in text_of(refused)
        assert office.post(end, {"valid_until": "2026-06-15"}).status_code == 302
        assert office.post(end, {"valid_until": ""}).status_code == 302  # the end was a slip
        held.refresh_from_db()
        assert held.valid_until is None


class TestPapers:
    def test_each_is_a_pdf(self, office, group, clock):
        row = planned(group)[0]
        clock(EVENING)
        locked(row, *[(one, Said("present", late=10)) for one in group.people])
        addresses = [
            reverse("cohorts:opening_file", args=[group.cohort.uuid]),
            f"{reverse('cohorts:month', args=[group.cohort.uuid])}?month=2026-06",
            f"{reverse('cohorts:month', args=[group.cohort.uuid])}?month=2027-01",
            reverse("timetable:sign_in_sheet", args=[row.uuid]),
        ]
        for address in addresses:
            response = office.get(address)
            assert response["Content-Type"] == "application/pdf", address
            assert response.content.startswith(b"%PDF")
        assert 'filename="sign-in-20260601-0900.pdf"' in response["Content-Disposition"]

    def test_the_instructor_prints_the_sheet_of_the_own_session_only(self, group):
        row = planned(group)[0]
        url = reverse("timetable:sign_in_sheet", args=[row.uuid])
        assert sign_in(Client(), group.instructor).get(url).status_code == 200
        assert sign_in(Client(), instructor_at(group.cohort.site)).get(url).status_code == 404
