"""A cohort goes through a term of twelve weeks, with the server's clock moved from week to week.

Planned by the registrar; registers kept by taps, over HTTP as the page sends them, and on a tablet without network;
locked, corrected, one person transferred, one withdrawn; in the end each number of each audit is followed to its rows.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.core.clock import local_date, now
from tests.enrolments.admission.samples import file_of, person
from tests.journeys.author import Editor
from tests.journeys.term import MINUTES, PRACTICE_PLAN, THURSDAY, TUESDAY, WEEKS, Mark, Term, at, rows_of
from tests.support.browser import LANGUAGES, Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
LONG = 60_000
CODE, PROGRAMME = "2026-DET-9", "DET"
PRACTICE, THEORY = "职业礼仪与沟通", "语文"
FIRST, PEOPLE = 5000, 8
LOCK = "from lms.delivery.tasks import lock_registers; lock_registers.delay()"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own, whose clock is moved."""
    with running_platform(with_clock=True) as started:
        yield started


@dataclass
class Desk:
    """Somebody of staff at a computer."""

    platform: RunningPlatform
    page: Page
    role: str

    def sign_in(self) -> None:
        """Sign in at the office page, as one has to on each new day."""
        Editor(self.page, self.platform.sign_in(self.role)).sign_in()

    def main(self) -> Locator:
        """Return the page without its menu."""
        return self.page.locator("main")

    def go(self, name: str | re.Pattern[str]) -> None:
        """Follow a link by its name."""
        exact = isinstance(name, str)
        self.main().get_by_role("link", name=name, exact=exact).first.click(timeout=LONG)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press a button by its name."""
        self.main().get_by_role("button", name=name).first.click(timeout=LONG)

    def choose(self, field: str, words: str) -> None:
        """Choose the option of a list that has these words."""
        row = self.page.locator(f"[name={field}] option", has_text=words).last
        self.page.locator(f"[name={field}]").select_option(row.get_attribute("value"))

    def told(self, words: str) -> None:
        """Check what the page says."""
        expect(self.page.locator("body")).to_contain_text(words, timeout=LONG)

    def looked_at(self, name: str) -> None:
        """Check the page, and keep a picture of it."""
        keep_picture(self.page, f"zh-term-{name}")
        assert_accessible(self.page, exclude=WAGTAILS)
        assert_fits(self.page)


def test_a_cohort_goes_through_a_term(
    platform: RunningPlatform, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    for noise in ("ERR_INTERNET_DISCONNECTED", "403", "422"):
        watch.expect(noise)
    today = local_date(now())
    term = Term(today + timedelta(days=7 - today.weekday()))
    office = Desk(platform, open_page(base_url=platform.base_url, language=CHINESE), "registrar")
    teacher = Desk(platform, open_page(base_url=platform.base_url, language=CHINESE), "instructor")
    office.sign_in()
    names = admit_and_enrol(office, tmp_path)
    cohort = open_cohort(office, term)
    let_join(office, cohort, names)
    keep_a_day_free(office, term.day(4, TUESDAY))
    plan(office, cohort, term)
    cancel_a_week(office, term)
    for week in range(1, WEEKS + 1):
        teach(teacher, term, week, names)


def admit_and_enrol(office: Desk, folder: Path) -> list[str]:
    """Admit everybody from a workbook and enrol them on the diploma; return their names."""
    people = [person(FIRST + index) for index in range(PEOPLE)]
    path = folder / "入所名单.xlsx"
    path.write_bytes(file_of(people))
    page = office.page
    page.goto("/authoring/admissions/files/")
    page.set_input_files("input[type=file]", path)
    office.press("发送并查看")
    office.press(f"登记{PEOPLE}人")
    office.told(f"用这份名单登记了{PEOPLE}人")
    office.go("看名单、报名、打印学员卡")
    page.get_by_label("名单上的全部人").check()
    office.press("报培训项目")
    office.choose("version", PROGRAMME)
    office.press("看谁可以报名")
    office.looked_at("1-enrol")
    office.press(f"为{PEOPLE}人报名")
    office.told(f"已为{PEOPLE}人报名")
    return [row["name"] for row in people]


def open_cohort(office: Desk, term: Term) -> str:
    """Open the cohort; return the address of its page."""
    page = office.page
    page.goto("/authoring/cohorts/open/")
    page.fill("[name=code]", CODE)
    office.choose("version", PROGRAMME)
    page.fill("[name=capacity]", "10")
    page.fill("[name=begins_on]", term.monday.isoformat())
    page.fill("[name=ends_on]", term.last.isoformat())
    office.press("开班")
    office.told("已开班")
    cohort = page.url
    page.goto("/authoring/cohorts/teachers/add/")
    office.choose("instructor", "示范教师")
    office.choose("programme", PROGRAMME)
    page.fill("[name=title]", "电工高级技师")
    page.fill("[name=valid_from]", "2020-01-01")
    office.press("登记")
    office.told("电工高级技师")
    return cohort


def let_join(office: Desk, cohort: str, names: list[str]) -> None:
    """Let all of them join, and nobody else."""
    office.page.goto(cohort)
    office.go("编入学员")
    for name in names:
        office.page.get_by_label(name).check()
    office.press("编入选中的人")
    office.told(f"已编入{PEOPLE}人")
    office.looked_at("2-cohort")


def keep_a_day_free(office: Desk, day: date) -> None:
    """Nobody teaches on this day."""
    office.page.goto("/authoring/timetable/days/")
    office.page.fill("[name=first]", day.isoformat())
    office.page.fill("[name=name]", "运动会")
    office.press("添加")
    office.told("运动会")
    office.looked_at("3-days")


def plan(office: Desk, cohort: str, term: Term) -> None:
    """Plan practice on Tuesdays and theory on Thursdays; the free day is left out."""
    for part, kind, weekday, begins, count in (
        (PRACTICE, "实操", TUESDAY, "09:00", WEEKS - 1),
        (THEORY, "理论", THURSDAY, "14:00", WEEKS),
    ):
        page = office.page
        page.goto(cohort)
        office.go("排课")
        office.choose("part", part)
        office.choose("kind", kind)
        office.choose("instructor", "示范教师")
        office.choose("room", "计算机教室四")
        page.check(f"[name=weekdays][value='{weekday}']")
        page.fill("[name=begins]", begins)
        page.fill("[name=minutes]", str(MINUTES))
        office.press("看日期和冲突")
        office.told(f"将排{count}节课")
        office.looked_at(f"4-plan-{weekday}")
        office.press(f"排{count}节课")
        office.told(f"已排{count}节课")


def cancel_a_week(office: Desk, term: Term) -> None:
    """Cancel both sessions of the eighth week at once, with a reason."""
    first, last = term.day(8, 0), term.day(8, 4)
    page = office.page
    page.goto("/authoring/timetable/")
    office.go("批量改课")
    office.choose("cohort", CODE)
    page.fill("[name=first]", first.isoformat())
    page.fill("[name=last]", last.isoformat())
    office.press("显示")
    office.told("2节课")
    office.press("本页全选")
    office.press("取消选中的课")
    page.fill("[name=reason]", "教室检修")
    office.press("取消这些课")
    office.told("教室检修")
    office.looked_at("5-cancelled")


# --- registers ----------------


def mark_of(name: str, names: list[str], day: date) -> Mark:
    """Return what is seen of somebody on a day: most are there."""
    spread = (names.index(name) * 5 + day.toordinal() * 3) % 17
    return {
        0: Mark("absent"),
        5: Mark("excused", excuse="medical"),
        9: Mark(late=10),
        13: Mark(early=15),
    }.get(spread, Mark())


def teach(teacher: Desk, term: Term, week: int, names: list[str]) -> None:
    """Keep and sign the registers of a week, after its last session."""
    teacher.platform.clock.put(at(term.day(week, THURSDAY), 16))
    teacher.sign_in()
    for weekday in (TUESDAY, THURSDAY):
        day = term.day(week, weekday)
        if (week, weekday) != (4, TUESDAY) and week != 8:
            send_register(teacher.page, term, day, names)


def send_register(page: Page, term: Term, day: date, names: list[str]) -> None:
    """Send a register as its page does without script: every mark, and the signature."""
    listed = page.request.get(f"/authoring/teaching/?day={day}").text()
    address = re.search(rf'href="([^"]+)">考勤表<span class="w-sr-only"> {CODE}', listed)
    assert address, listed
    register = page.request.get(address[1]).text()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', register)[1]
    people = re.findall(r'data-person="(\w+)">\s*<legend>(\S+?)[ <]', register)
    sent = {"csrfmiddlewaretoken": token, "sign": "1", "delivered_minutes": str(MINUTES)}
    for key, name in people:
        mark = term.said[day][name] = mark_of(name, names, day)
        sent |= {f"{key}-state": mark.state, f"{key}-based_on": "0", f"{key}-excuse": mark.excuse}
        sent |= {f"{key}-late": str(mark.late), f"{key}-left_early": str(mark.early)}
    answer = page.request.post(address[1], form=sent, headers={"Referer": page.url})
    assert "考勤表已签名" in answer.text(), answer.text()
