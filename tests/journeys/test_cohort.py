"""A registrar opens a cohort, lets people join, plans a session; the instructor keeps its register and signs it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from lms.core.clock import local_date, now
from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, _ENGLISH = LANGUAGES
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
CODE, PROGRAMME = "2026-LVE-9", "LVE"
# Two of the demonstration who are half way, and have no examination today.
PEOPLE = ("孙样张", "周样张")


def looked_at(page: Page, name: str) -> None:
    """Check a page in both sizes, and keep a picture of it."""
    keep_picture(page, name)
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)


def option(page: Page, field: str, words: str) -> None:
    """Choose the option of a list that has these words."""
    row = page.locator(f"[name={field}] option", has_text=words).last
    page.locator(f"[name={field}]").select_option(row.get_attribute("value"))


def main_of(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("main")


def test_from_an_open_cohort_to_a_signed_register(platform: RunningPlatform, open_page, watch: Watch) -> None:
    watch.expect("422")
    today = local_date(now())
    office = open_page(base_url=platform.base_url, language=CHINESE)
    Editor(office, platform.sign_in("registrar")).sign_in()
    cohort = open_cohort(office, today)
    let_people_join(office, cohort)
    qualify(office)
    plan_today(office, cohort, today)
    teacher = open_page(base_url=platform.base_url, language=CHINESE)
    Editor(teacher, platform.sign_in("instructor")).sign_in()
    keep_register(teacher)
    office.goto(cohort)
    expect(main_of(office).locator(".classes__sum td[data-label='已授']")).to_have_text("1")
    looked_at(office, "zh-cohort-7-taught")
    prints(office, cohort, today)
    watch.assert_quiet()


def open_cohort(page: Page, today: date) -> str:
    """Open the cohort, after a form that was sent empty; return the address of its page."""
    page.goto("/authoring/cohorts/")
    page.get_by_role("link", name="开班", exact=True).click()
    page.wait_for_url("**/cohorts/open/")
    page.get_by_role("button", name="开班").click()
    expect(main_of(page)).to_contain_text("请填写班级编号")
    looked_at(page, "zh-cohort-1-open")
    page.fill("[name=code]", CODE)
    option(page, "version", PROGRAMME)
    option(page, "school", "示范职业学校")
    page.fill("[name=capacity]", "2")
    page.fill("[name=begins_on]", today.isoformat())
    page.fill("[name=ends_on]", (today + timedelta(days=30)).isoformat())
    page.get_by_role("button", name="开班").click()
    expect(page.locator("body")).to_contain_text("已开班")
    return page.url


def let_people_join(page: Page, cohort: str) -> None:
    """Let both join; then the cohort is full, and says so."""
    page.get_by_role("link", name="编入学员").click()
    page.wait_for_url("**/join/")
    for name in PEOPLE:
        page.get_by_label(name).check()
    looked_at(page, "zh-cohort-2-join")
    page.get_by_role("button", name="编入选中的人").click()
    expect(page.locator("body")).to_contain_text("已编入2人")
    assert page.url == cohort
    expect(main_of(page)).to_contain_text("名额已满")


def qualify(page: Page) -> None:
    """Say that the instructor may teach the programme."""
    page.goto("/authoring/cohorts/teachers/add/")
    option(page, "instructor", "示范教师")
    option(page, "programme", PROGRAMME)
    page.fill("[name=title]", "电工高级技师")
    page.fill("[name=valid_from]", "2020-01-01")
    page.get_by_role("button", name="登记").click()
    expect(main_of(page)).to_contain_text("电工高级技师")
    looked_at(page, "zh-cohort-3-teachers")


def plan_today(page: Page, cohort: str, today: date) -> None:
    """Plan one session that has begun just after midnight: nothing is written before its date was shown."""
    page.goto(cohort)
    page.get_by_role("link", name="排课").click()
    page.wait_for_url("**/timetable/plan/**")
    option(page, "instructor", "示范教师")
    option(page, "room", "计算机教室四")
    for name in ("first", "last"):
        page.fill(f"[name={name}]", today.isoformat())
    page.check(f"[name=weekdays][value='{today.weekday()}']")
    page.fill("[name=begins]", "00:01")
    page.fill("[name=minutes]", "45")
    page.get_by_role("button", name="看日期和冲突").click()
    expect(main_of(page)).to_contain_text("将排1节课")
    looked_at(page, "zh-cohort-4-plan")
    page.get_by_role("button", name="排1节课").click()
    expect(page.locator("body")).to_contain_text("已排1节课")
    expect(page.locator(".classes__entry")).to_contain_text(CODE)
    looked_at(page, "zh-cohort-5-week")


def keep_register(page: Page) -> None:
    """Mark everybody and sign, as the instructor."""
    page.goto("/authoring/teaching/")
    page.get_by_role("link", name=f"考勤表 {CODE}").click()
    expect(main_of(page)).to_contain_text(PEOPLE[0])
    page.get_by_role("button", name="其余人员都到").click()
    expect(main_of(page)).to_contain_text("所有人都已登记")
    page.get_by_role("button", name="保存并签名").click()
    expect(page.locator("body")).to_contain_text("考勤表已签名")
    looked_at(page, "zh-cohort-6-signed")


def prints(page: Page, cohort: str, today: date) -> None:
    """Print the class-opening file, the register of the month and the sign-in sheet."""
    page.goto(f"{cohort}papers/")
    looked_at(page, "zh-cohort-8-papers")
    papers = page.get_by_role("link", name="PDF").all()
    assert len(papers) >= 2
    for link in papers:
        answer = page.request.get(link.get_attribute("href"))
        assert answer.body().startswith(b"%PDF"), link.inner_text()
    month = page.request.get(f"{cohort}papers/month/?month={today:%Y-%m}")
    assert month.headers["content-type"] == "application/pdf"
