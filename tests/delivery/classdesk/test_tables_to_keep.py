"""Lists of corrections and of tools as files to keep: what the page shows, nobody else's, no cell that calculates."""

from datetime import time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.delivery.api import Said, WeeklySlot, propose_correction
from lms.delivery.models import Tool
from lms.delivery.register.operations import Decision, Wish, decide_correction
from lms.delivery.timetable.operations import NewHoliday, add_holiday
from lms.delivery.tools.operations import Counted, NewTool, add_tool, count_tools
from lms.delivery.tools.rules import Count
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.teaching import ACTOR, EVENING, MONDAY, NINE, locked, planned
from tests.support.tables import rows_of

pytestmark = pytest.mark.django_db
WEDNESDAY = WeeklySlot(2, time(9), 90)
CORRECTIONS, TOOLS = reverse("corrections:export"), reverse("tools:export")
DAYS = reverse("timetable:export_days")


@pytest.fixture
def asked(group, clock):
    """Somebody asks that the register of a locked session says something else, for a reason like a formula."""
    clock(EVENING)
    session = planned(group)[0]
    locked(session, *[(one, Said("absent")) for one in group.people])
    wish = Wish(session.uuid, group.people[0].uuid, Said("present", late=10), "=1+1")
    return propose_correction(wish=wish, actor=Actor(group.instructor.uuid, "instructor"), now=EVENING)


def test_a_correction_is_told_with_before_and_after_and_who_asked(office, asked, group) -> None:
    (row,) = rows_of(office, CORRECTIONS)
    assert row[0] == group.people[0].person.full_name
    assert row[3:7] == [
        "Absent without excuse",
        "Present · 10 minutes late",
        "=1+1",
        group.instructor.display_name,
    ]
    assert row[2] == "2026-06-01 09:00", "by the clock of the site"
    assert rows_of(office, CORRECTIONS, state="decided") == []
    second = Actor(new_uuid(), "registrar")
    decide_correction(correction_uuid=asked.uuid, decision=Decision(True), actor=second, now=EVENING)
    assert rows_of(office, CORRECTIONS) == []
    (decided,) = rows_of(office, CORRECTIONS, state="decided")
    assert decided[3:5] == row[3:5], "what it said before stays told after the decision"


def test_tools_and_what_is_not_back_are_taken_away(office, group, clock) -> None:
    clock(NINE)
    session = planned(group)[0]
    tool = add_tool(tool=NewTool(group.cohort.site, "=水果刀", 5), actor=ACTOR, now=NOW)
    count_tools(counted=Counted(session.uuid, {tool.uuid: Count(3)}, 0), actor=ACTOR, now=NINE)
    assert [row[1:] for row in rows_of(office, TOOLS)] == [["=水果刀", "5", "3"]]
    (out,) = rows_of(office, TOOLS, list="out")
    assert out[1:6] == ["=水果刀", "3", "3", group.cohort.code, "2026-06-01 09:00"]


def test_free_days_of_a_year_are_taken_away_with_what_is_planned_on_them(office, group, clock) -> None:
    clock(NINE)
    for days, name in ((0, "=端午节"), (1, "运动会"), (365, "元旦")):
        holiday = NewHoliday(group.cohort.site, MONDAY + timedelta(days=days), name)
        add_holiday(holiday=holiday, actor=ACTOR, now=NOW)
    planned(group, first=MONDAY + timedelta(days=2), last=MONDAY + timedelta(days=2), slots=(WEDNESDAY,))
    add_holiday(
        holiday=NewHoliday(group.cohort.site, MONDAY + timedelta(days=2), "考试"), actor=ACTOR, now=NOW
    )
    site = group.cohort.site.name_en
    assert rows_of(office, DAYS, year="2026") == [
        ["2026-06-01", "Monday", "=端午节", site, "0"],
        ["2026-06-02", "Tuesday", "运动会", site, "0"],
        ["2026-06-03", "Wednesday", "考试", site, "1"],
    ]
    assert [row[2] for row in rows_of(office, DAYS, year="2027")] == ["元旦"]
    assert rows_of(office, DAYS, year="20２6") == rows_of(office, DAYS, year="x") == rows_of(office, DAYS)
    page = office.get(reverse("timetable:days"), {"year": "2026"}).content.decode()
    assert f'href="{DAYS}?year=2026&amp;format=xlsx"' in page
    assert DAYS not in office.get(reverse("timetable:days"), {"year": "2025"}).content.decode()
    assert office.post(DAYS).status_code == 405


def test_another_sites_lists_are_empty(asked, group) -> None:
    add_tool(tool=NewTool(group.cohort.site, "锤", 1), actor=ACTOR, now=NOW)
    stranger = sign_in(Client(), registrar_at(a_site()))
    add_holiday(holiday=NewHoliday(group.cohort.site, MONDAY, "端午节"), actor=ACTOR, now=NOW)
    assert [rows_of(stranger, CORRECTIONS), rows_of(stranger, TOOLS)] == [[], []]
    assert rows_of(stranger, DAYS, year="2026") == []
    assert Tool.objects.exists()


@pytest.mark.parametrize(("page", "table"), [("corrections:index", CORRECTIONS), ("tools:index", TOOLS)])
def test_the_page_leads_to_its_table(office, asked, group, page, table) -> None:
    add_tool(tool=NewTool(group.cohort.site, "锤", 1), actor=ACTOR, now=NOW)
    shown = office.get(reverse(page)).content.decode()
    assert f'href="{table}?format=xlsx"' in shown
