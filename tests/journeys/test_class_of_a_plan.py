"""A registrar has a plan made, opens one of its classes with its people, and goes on to plan the sessions."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.author import Editor
from tests.support.browser import LANGUAGES, Watch, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, _ENGLISH = LANGUAGES
WAGTAILS = [".sidebar", "[data-wagtail-sidebar]", "#wagtail-sidebar"]
# The planner's own limit for a site is a minute.
PLANNED_WITHIN = 240_000


def looked_at(page: Page, name: str) -> None:
    """Check a page in both sizes, and keep a picture of it."""
    keep_picture(page, name)
    assert_accessible(page, exclude=WAGTAILS)
    assert_fits(page)


def test_a_proposed_class_is_opened_with_its_people(
    platform: RunningPlatform, open_page, watch: Watch
) -> None:
    watch.expect("422")
    page = open_page(base_url=platform.base_url, language=CHINESE)
    Editor(page, platform.sign_in("registrar")).sign_in()
    page.goto("/authoring/class-plans/at-risk/")
    # The demonstration has its list from the start.
    expect(page.locator("main")).to_contain_text(re.compile(r"的名单：\d+人中有\d+人需要关注"))
    plan = have_a_plan_made(page)
    main = page.locator("main")
    main.get_by_role("link", name=re.compile("^按此开班")).first.click()
    page.wait_for_url("**/from-plan/**")
    expect(page.locator("[name=code]")).to_have_value(re.compile(r"^20\d\d-"))
    looked_at(page, "zh-takeover-1-form")
    code = page.locator("[name=code]").input_value()
    if not page.locator("[name=school]").input_value():  # nobody of this class is enrolled with a school yet
        page.locator("[name=school]").select_option(label="示范职业学校")
    page.fill("[name=code]", "")
    page.get_by_role("button", name="看谁能入班").click()
    expect(main).to_contain_text("请填写班级编号")
    page.fill("[name=code]", code)
    page.get_by_role("button", name="看谁能入班").click()
    expect(main.locator("#outlook")).to_contain_text("人入班")
    looked_at(page, "zh-takeover-2-people")
    people = main.locator("#outlook").inner_text()
    page.get_by_role("button", name=re.compile("^开班，编入")).click()
    page.wait_for_url("**/timetable/plan/**")
    expect(page.locator("body")).to_contain_text("已开班")
    expect(page.locator("[name=room]")).not_to_have_value("")
    looked_at(page, "zh-takeover-3-sessions")
    page.goto(plan)
    page.get_by_role("link", name=code, exact=True).click()
    page.wait_for_url("**/cohorts/**")
    members = page.locator("main table").first.locator("tbody tr")
    assert people == f"{members.count()}人入班"
    watch.assert_quiet()


def have_a_plan_made(page: Page) -> str:
    """Ask for a plan and wait until it is there; return the address of its page."""
    page.goto("/authoring/class-plans/")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/class-plans/[0-9a-f-]{36}/"))
    expect(page.get_by_role("heading", name="建议开的班")).to_be_visible(timeout=PLANNED_WITHIN)
    return page.url
