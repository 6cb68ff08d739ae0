"""A cohort goes through a term of twelve weeks, with the server's clock moved from week to week.

Planned by the registrar; registers kept by taps, over HTTP as the page sends them, and on a tablet without network;
locked, corrected, one person transferred, one withdrawn, one at rest for a while; learning accepted, credits given, a
certificate brought. In the end each number of each audit is followed to its rows, and reckoned anew from them.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.core.clock import local_date, now
from tests.enrolments.admission.samples import file_of, person
from tests.journeys.desk import WAGTAILS, Desk
from tests.journeys.term import (
    CODE,
    COUNTED,
    MINUTES,
    PEOPLE,
    PRACTICE_PLAN,
    THURSDAY,
    TUESDAY,
    WEEKS,
    Mark,
    Term,
    added_up,
    at,
    hours,
    rows_of,
)
from tests.journeys.term_records import (
    come_back,
    learn,
    open_audit,
    reckon,
    record_what_counts,
    rest,
)
from tests.journeys.term_registers import (
    lock,
    see_the_lock,
    teach,
    teach_beside_somebody,
    teach_by_taps,
    teach_without_network,
)
from tests.support.browser import LANGUAGES, SCREENS, Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
PROGRAMME, PRACTICE, THEORY = "DET", "职业礼仪与沟通", "语文"
FIRST = 5000
BEGINS = (
    "18:00"  # the classes of the demonstration, whose weekdays change with its first day, are over by then
)


@pytest.fixture(scope="module")
def term() -> Term:
    """The term that begins next Monday."""
    today = local_date(now())
    return Term(today + timedelta(days=7 - today.weekday()))


@pytest.fixture(scope="module")
def platform(term: Term) -> Iterator[RunningPlatform]:
    """A platform of this file's own, whose clock is moved; more of what is learnt counts from the sixth week on."""
    rules = f"2020-01-01:50:{COUNTED},{term.day(6, 0)}:50:80"
    with running_platform(with_clock=True, settings={"LEARNING_HOURS_RULES": rules}) as started:
        yield started


def test_a_cohort_goes_through_a_term(
    platform: RunningPlatform, term: Term, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    for noise in ("ERR_INTERNET_DISCONNECTED", "401", "422"):
        watch.expect(noise)
    office = Desk(platform, open_page(base_url=platform.base_url, language=CHINESE), "registrar")
    teacher = Desk(platform, open_page(base_url=platform.base_url, language=CHINESE), "instructor")
    office.sign_in()
    names = admit_and_enrol(office, tmp_path)
    term.names = tuple(names)
    cohort = open_cohort(office, term)
    let_join(office, cohort, names)
    keep_a_day_free(office, term.day(4, TUESDAY))
    plan(office, cohort, term)
    cancel_a_week(office, term)
    teach_by_taps(teacher, term, names)
    teach_without_network(teacher, term, names)
    see_the_lock(teacher, term)
    teach_beside_somebody(teacher, term, names, open_page)
    teach(teacher, term, 4, names)
    learn(office, term, names[5], open_page)
    teach(teacher, term, 5, names)
    correct(office, teacher, term, names)
    transfer(office, term, names[3])
    record_what_counts(office, cohort, term, names)
    teach(teacher, term, 6, names)
    rest(office, cohort, term, names[5])
    teach(teacher, term, 7, names)
    come_back(office, cohort, term, names[5])
    teach(teacher, term, 9, names)
    withdraw(office, cohort, term, names[4])
    for week in (10, 11, 12):
        teach(teacher, term, week, names)
    print_papers(office, cohort, term, tmp_path)
    platform.clock.put(at(term.last + timedelta(days=4), 9))
    lock(teacher, term.day(WEEKS, THURSDAY))
    office.sign_in()
    assert any(
        term.attended(name, TUESDAY) > PRACTICE_PLAN for name in names
    )  # and yet no more than the plan counts
    for name in names:
        if name != names[3]:
            audit(office, term, name)
    reckon(office, cohort, term)
    audit_elsewhere(platform, term, names[3], open_page)
    week = f"/authoring/timetable/?day={term.day(3, TUESDAY)}"
    read_in_english(office, [cohort, week, "/authoring/register-corrections/?state=all", office.page.url])
    watch.assert_quiet()


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
    office.choose("school", "示范职业学校")
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
    teach_on_every_other(office, day)
    office.page.goto("/authoring/timetable/days/")
    office.page.fill("[name=first]", day.isoformat())
    office.page.fill("[name=name]", "运动会")
    office.press("添加")
    office.told("运动会")
    office.looked_at("3-days")


def teach_on_every_other(office: Desk, day: date) -> None:
    """Take back the free days of the demonstration, which move with its first day and may be days of this class."""
    for year in {local_date(now()).year, day.year}:
        office.page.goto(f"/authoring/timetable/days/?year={year}")
        for left in range(office.main().locator("tbody tr").count(), 0, -1):
            office.press("恢复上课")
            expect(office.main().locator("tbody tr")).to_have_count(left - 1)


def plan(office: Desk, cohort: str, term: Term) -> None:
    """Plan practice on Tuesdays and theory on Thursdays; the free day is left out."""
    for part, kind, weekday, count in (
        (PRACTICE, "实操", TUESDAY, WEEKS - 1),
        (THEORY, "理论", THURSDAY, WEEKS),
    ):
        page = office.page
        page.goto(cohort)
        office.go("排课")
        office.choose("part", part)
        office.choose("kind", kind)
        office.choose("instructor", "示范教师")
        office.choose("room", "计算机教室四")
        page.check(f"[name=weekdays][value='{weekday}']")
        page.fill("[name=begins]", BEGINS)
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
    office.press("筛选")
    office.told("2节课")
    office.press("本页全选")
    office.press("取消选中的课")
    page.fill("[name=reason]", "教室检修")
    office.press("取消这些课")
    office.told("教室检修")
    office.looked_at("5-cancelled")


# --- what changes on the way ----------------


def correct(office: Desk, teacher: Desk, term: Term, names: list[str]) -> None:
    """The registrar asks for a correction of a locked register; only the instructor can confirm it."""
    day, name = term.day(1, TUESDAY), names[0]
    reason = "签到表上有本人签名，迟到10分钟"
    office.sign_in()
    page = office.page
    page.goto(f"/authoring/timetable/?day={day}")
    office.go(re.compile(BEGINS))
    office.go("申请更正")
    office.looked_at("11-locked-register")
    page.get_by_role("row", name=name).get_by_role("link").click()
    tap_form(page, "实到", late=10)
    page.locator("[name$=-reason]").fill(reason)
    office.press("提交更正申请")
    office.told("等第二人确认")
    page.get_by_role("row", name=name).get_by_role("link").click()
    expect(page.get_by_role("button", name="确认更正")).to_have_count(0)
    teacher.page.goto("/authoring/register-corrections/")
    teacher.looked_at("12-corrections")
    teacher.main().get_by_role("link", name=re.compile(name)).first.click()
    teacher.looked_at("13-correction")
    teacher.press("确认更正")
    teacher.told("已更正")
    term.said[day][name] = Mark(late=10)


def tap_form(page: Page, words: str, *, late: int) -> None:
    """Say in a form what the register should say."""
    page.locator("main label", has_text=words).first.click()
    page.locator("[name$=-late]").fill(str(late))


def transfer(office: Desk, term: Term, name: str) -> None:
    """Somebody goes on at another site with another school, before the sixth week."""
    office.platform.clock.put(at(term.day(6, 0), 9))
    office.sign_in()
    page = office.page
    page.goto(f"/authoring/admissions/?words={name}")
    office.go(name)
    office.go("转到另一个教学点")
    office.choose("to", "示范第三教学点")
    office.choose("school", "样板技工学校")
    page.locator("[name=reason]").select_option("offer")
    office.looked_at("14-transfer")
    office.press("转出")
    office.told("已经转过去")
    term.leave(name, term.day(6, 0))


def withdraw(office: Desk, cohort: str, term: Term, name: str) -> None:
    """Somebody ends training before its goal, after the ninth week."""
    office.sign_in()
    office.page.goto(cohort)
    office.go(name)
    office.go("退出培训项目")
    office.page.locator("[name=code]").select_option("own_wish")
    office.looked_at("15-withdraw")
    office.press("退出")
    office.told("已经退出培训项目")
    term.leave(name, term.day(9, THURSDAY) + timedelta(days=1))


# --- what it adds up to ----------------


def audit(office: Desk, term: Term, name: str) -> None:
    """Open the audit of one person and follow its number of hours to the sessions and to the rows of the ledger."""
    page = office.page
    open_audit(office, name)
    for title, done in term.earned(name).items():
        expect(page.get_by_role("row", name=title)).to_contain_text(re.compile(rf"(?<!\d){done}"))
    theory = term.attended(name, THURSDAY) + term.accepted(name)
    row = page.get_by_role("row", name="实践课时达到一半")
    counted = min(term.attended(name, TUESDAY), PRACTICE_PLAN)
    expect(row).to_contain_text(f"{hours(counted)}/1557学时")
    keep_picture(page, "zh-term-16-audit")
    row.get_by_role("link", name="学时明细").click()
    office.looked_at("17-hours")
    sums = page.locator(".classes__sum")
    expect(sums.nth(1).locator("[data-label='计入']")).to_have_text(hours(counted))
    expect(sums.nth(0).locator("[data-label='计入']")).to_have_text(hours(theory))
    days = office.main().locator("table").nth(1).locator("tbody th").all_inner_texts()
    assert {day[:10] for day in days} == {str(day) for day in term.days_of(name)}, name
    table = page.request.get(office.main().get_by_role("link", name="csv").get_attribute("href"))
    assert added_up(rows_of(table.body())) == {"实操": counted, "理论": theory}, name


def audit_elsewhere(platform: RunningPlatform, term: Term, name: str, open_page: Callable[..., Page]) -> None:
    """The registrar of the other site finds all of it there."""
    there = Desk(platform, open_page(base_url=platform.base_url, language=CHINESE), "registrar2")
    there.sign_in()
    audit(there, term, name)


def print_papers(office: Desk, cohort: str, term: Term, folder: Path) -> None:
    """Print the registers of all months and a sign-in sheet; whoever left is named up to the last day."""
    page = office.page
    office.sign_in()
    page.goto(f"{cohort}papers/")
    office.looked_at("18-papers")
    months = sorted({f"{day:%Y-%m}" for day in term.said})
    for month in months:
        pdf = page.request.get(f"{cohort}papers/month/?month={month}").body()
        text = words_of(pdf, folder / f"month-{month}.pdf")
        assert CODE in text
        assert "教学点" not in text
    page.goto(f"/authoring/timetable/?day={term.day(2, TUESDAY)}")
    office.go(re.compile(BEGINS))
    sheet = page.request.get(office.main().get_by_role("link", name="签到表").get_attribute("href")).body()
    assert PRACTICE in words_of(sheet, folder / "sign-in.pdf")


def words_of(pdf: bytes, path: Path) -> str:
    """Return the words of a printed paper, and keep a picture of it where pictures are kept."""
    path.write_bytes(pdf)
    shots = os.environ.get("SCREENSHOTS")
    if shots:
        target = Path(shots) / f"zh-term-{path.stem}"
        subprocess.run(["pdftoppm", "-r", "60", "-png", str(path), str(target)], check=True)
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True
    )
    return done.stdout


def read_in_english(office: Desk, addresses: list[str]) -> None:
    """Look at the same pages in English, on both screens."""
    page = office.page
    page.context.add_cookies([{"name": "language", "value": ENGLISH, "url": office.platform.base_url}])
    for number, address in enumerate(addresses):
        for screen, size in SCREENS.items():
            page.set_viewport_size(size)  # type: ignore[arg-type]
            page.goto(address)
            keep_picture(page, f"en-term-{screen}-{number}")
            assert_fits(page)
        assert_accessible(page, exclude=WAGTAILS)
