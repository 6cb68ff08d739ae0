"""The page that plans everything a cohort's timetable lacks: shown in order first, adjusted, planned with one yes."""

from datetime import time, timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from courses.catalog.api import Unit
from lms.delivery.api import NewHoliday, WeeklySlot, add_holiday
from lms.delivery.classdesk.presentation import beyond_plan
from lms.delivery.classdesk.queries.cohorts import hours_of_part
from lms.delivery.models import ClassSession
from lms.delivery.register.rules import Said
from lms.delivery.timetable.minutes import open_parts
from lms.delivery.timetable.models import TeachingKind
from tests.delivery.classdesk.test_timetable_pages import a_plan, look, plan, text_of
from tests.factories.courses import NOW
from tests.factories.teaching import ACTOR, LAST_DAY, MONDAY, a_class, locked, planned

pytestmark = pytest.mark.django_db


def wanted(group, **other):
    return a_plan(group, part="rest", last=LAST_DAY, weekdays=["0", "1", "2", "3", "4"], **other)


def minutes_by_part(group):
    found = {}
    for row in ClassSession.objects.filter(cohort=group.cohort):
        key = (row.unit_id, row.kind)
        found[key] = found.get(key, 0) + row.minutes
    return found


def plan_of(group):
    units = Unit.objects.filter(course__version=group.cohort.version)
    asked = [(unit.pk, kind, getattr(unit, f"{kind}_minutes")) for unit in units for kind in TeachingKind]
    return {(unit, kind): minutes for unit, kind, minutes in asked if minutes}


def test_all_that_is_left_is_shown_in_order_and_planned_with_one_yes(office, group):
    planned(group)  # 90 minutes of the first part stand in the timetable already
    sent = wanted(group, first=MONDAY + timedelta(days=1))
    shown = look(office, group, sent)
    with override("en"):
        assert group.unit.title in text_of(shown)
    assert ClassSession.objects.count() == 1
    for _twice in range(2):
        assert plan(office, group, sent, shown).status_code == 302
    assert minutes_by_part(group) == plan_of(group)
    rows = ClassSession.objects.filter(cohort=group.cohort).order_by("begins_at")
    places = [(row.course.position, row.unit.position, row.kind != "theory") for row in rows]
    assert places == sorted(places)
    assert "Nothing is left to be planned" in text_of(look(office, group, wanted(group)))


def test_the_days_on_which_nobody_teaches_are_named_with_why(office, group):
    for day, name in ((MONDAY, "端午节"), (MONDAY + timedelta(days=5), "周六校庆")):
        add_holiday(holiday=NewHoliday(group.cohort.site, day, name), actor=ACTOR, now=NOW)
    html = text_of(look(office, group, wanted(group)))
    assert f"Left out, because nobody teaches: {MONDAY} 端午节</p>" in " ".join(html.split())
    assert "周六校庆" not in html  # a Saturday is not in the pattern


def test_a_clash_is_named_and_what_is_left_out_moves_on(office, group):
    other = a_class(people=1, site=group.cohort.site)
    planned(other, room=group.room)
    sent = wanted(group)
    html = text_of(look(office, group, sent))
    assert f"{MONDAY} 09:00: room {group.room.name} is taken by {other.cohort.code}." in html
    url = reverse("timetable:plan", args=[group.cohort.uuid])
    skipped = office.post(url, {**sent, "skip": "1"})
    assert f'value="{MONDAY}T09:00:00+08:00" checked' in text_of(skipped)
    sent["without"] = [f"{MONDAY}T09:00:00+08:00"]
    assert plan(office, group, sent, skipped).status_code == 302
    assert minutes_by_part(group) == plan_of(group)
    first = ClassSession.objects.filter(cohort=group.cohort).earliest("begins_at")
    assert first.begins_at.date() == MONDAY + timedelta(days=1)


def test_one_count_for_sessions_that_clash_and_for_those_that_would_be_planned(office, group):
    """A time that ends one part and begins the next becomes two sessions: it has two lines, and counts twice."""
    with_two = MONDAY + timedelta(days=3)  # 450 minutes of theory by 120: the fourth day begins practice
    other = a_class(people=1, site=group.cohort.site)
    planned(other, room=group.room, first=with_two, last=with_two, slots=(WeeklySlot(3, time(9), 90),))
    shown = look(office, group, wanted(group, minutes=120))
    html = text_of(shown)
    rows = html.split('id="outlook"')[1].split("<tbody>")[1].split("</tbody>")[0].count("<tr")
    assert rows == shown.context["count"]
    assert f"{rows} sessions would be planned" in html
    assert "2 sessions clash" in html


def test_what_was_not_shown_is_not_planned(office, group):
    sent = wanted(group)
    shown = look(office, group, sent)
    planned(group, first=LAST_DAY - timedelta(days=6), last=LAST_DAY - timedelta(days=6))
    response = plan(office, group, sent, shown)
    assert response.status_code == 409
    assert "Nothing was planned: look again" in text_of(response)
    assert ClassSession.objects.count() == 1


def test_what_finds_no_time_is_said(office, group):
    sent = {**wanted(group), "last": MONDAY, "minutes": 45}
    html = text_of(look(office, group, sent))
    left = sum(plan_of(group).values()) // 45 - 1
    assert f"{left} class hours of the plan find no time" in html


def test_what_a_short_session_did_not_teach_is_to_be_planned_again(office, group):
    """90 minutes stood in the timetable, 50 were taught: 40 of them are wanted again, no more and no less."""
    session = planned(group)[0]
    before = lacking_of(group)[group.unit.title, "theory"]
    locked(session, *[(row, Said("present")) for row in group.people], delivered=50)
    assert lacking_of(group)[group.unit.title, "theory"] == before + 40
    part = hours_of_part(group.cohort, group.course, group.unit, TeachingKind.THEORY)
    assert (part.timetabled, part.delivered, part.open) == (90, 50, part.plan - 50)
    assert beyond_plan(part, part.open) == []
    assert len(beyond_plan(part, part.open + 1)) == 1


def lacking_of(group):
    return {(part.title, part.kind): part.minutes for part in open_parts(group.cohort)}
