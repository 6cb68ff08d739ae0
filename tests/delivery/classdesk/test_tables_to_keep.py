"""Lists of corrections and of tools as files to keep: what the page shows, nobody else's, no cell that calculates."""

import csv
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.delivery.api import Said, propose_correction
from lms.delivery.models import Tool
from lms.delivery.register.operations import Wish, decide_correction
from lms.delivery.tools.operations import Counted, NewTool, add_tool, count_tools
from lms.delivery.tools.rules import Count
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.teaching import ACTOR, EVENING, NINE, locked, planned

pytestmark = pytest.mark.django_db
CORRECTIONS, TOOLS = reverse("corrections:export"), reverse("tools:export")


def rows_of(client: Client, address: str, **asked: str) -> list[list[str]]:
    """Return a table as both files say it: they agree."""
    text = client.get(address, asked).content.decode("utf-8-sig")
    book = openpyxl.load_workbook(io.BytesIO(client.get(address, {**asked, "format": "xlsx"}).content))
    cells = [[cell for row in book.active for cell in row if cell.data_type not in ("s", "n")]]
    assert cells == [[]], "nothing in the workbook is a formula"
    kept = [["" if cell.value is None else str(cell.value) for cell in row] for row in book.active]
    plain = [[cell.removeprefix("'") for cell in row] for row in csv.reader(io.StringIO(text))]
    assert plain == kept
    assert not any(cell[:1] in "=+-@" for row in csv.reader(io.StringIO(text)) for cell in row if cell)
    return kept[1:]


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
    decide_correction(correction_uuid=asked.uuid, is_right=True, actor=second, now=EVENING)
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


def test_another_sites_lists_are_empty(asked, group) -> None:
    add_tool(tool=NewTool(group.cohort.site, "锤", 1), actor=ACTOR, now=NOW)
    stranger = sign_in(Client(), registrar_at(a_site()))
    assert [rows_of(stranger, address) for address in (CORRECTIONS, TOOLS)] == [[], []]
    assert Tool.objects.exists()


@pytest.mark.parametrize(("page", "table"), [("corrections:index", CORRECTIONS), ("tools:index", TOOLS)])
def test_the_page_leads_to_its_table(office, asked, group, page, table) -> None:
    add_tool(tool=NewTool(group.cohort.site, "锤", 1), actor=ACTOR, now=NOW)
    shown = office.get(reverse(page)).content.decode()
    assert f'href="{table}?format=xlsx"' in shown
