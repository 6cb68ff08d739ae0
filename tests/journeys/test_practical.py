"""A practical examination in the browser: three assessors, one offline, a veto, a spread, the released result."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_office
from tests.support.browser import assert_accessible, assert_fits, assert_large_targets, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: its examination goes to the end."""
    with running_platform() as started:
        yield started


@pytest.fixture
def enter(platform, open_page) -> Callable[..., Page]:
    """Return a function that opens a signed-in page of somebody of the demonstration."""
    known = {row["username"]: row for row in platform.facts["sign_ins"]}

    def make(name: str, **how: str) -> Page:
        page = open_page(base_url=platform.base_url, **how)
        enter_office(page, known[name])
        return page

    return make


def look(page: Page, name: str) -> None:
    """Keep a picture, and see that the page fits and keeps nobody out."""
    keep_picture(page, f"practical-{name}")
    assert_fits(page)
    assert_accessible(page)


def send(page: Page) -> None:
    """Send the page's form, and be on the page that answers it."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()


def plan(page: Page) -> str:
    """Plan an examination for two candidates of the electricians, name the panel, open it; return its address."""
    page.goto("/exams/practical/new/")
    page.locator("#id_scheme").select_option(index=1)
    page.locator("#id_room").select_option(index=1)
    begins = localtime(now()) - timedelta(minutes=5)
    page.locator("#id_starts_at").fill(begins.strftime("%Y-%m-%dT%H:%M"))
    send(page)
    address = page.url
    page.goto(f"{address}candidates/")
    for place in (-1, -2):
        page.locator("main input[type=checkbox]").nth(place).check()
    send(page)
    for name in ("示范考评员", "样板考评员", "模板考评员"):
        page.goto(f"{address}panel/")
        page.locator("#id_assessor").select_option(label=name)
        send(page)
    look(page, "planned")
    page.get_by_role("button", name="抽题并开考").click()
    expect(page.locator("main .tag").first).to_have_text("评分中")
    return address


def open_sheets(page: Page, address: str, *, count: int = 2) -> None:
    """Open the marking page of an examination."""
    uuid = address.rstrip("/").rsplit("/", 1)[1]
    page.goto(f"/exams/marking/{uuid}/")
    expect(page.locator(".marking__list > li")).to_have_count(count)


def mark(page: Page, candidate: int, *, act: str = "full", veto: bool = False) -> None:
    """Mark every criterion of every task of a candidate with one press each."""
    tasks = page.locator(".marking__list > li").nth(candidate - 1).locator(".marking__task").count()
    for number in range(1, tasks + 1):
        page.evaluate(f"location.hash = '#{candidate}/{number}'")
        expect(page.locator(".eyebrow")).to_contain_text(f"第{number}题")
        for button in page.locator(f"[data-act={act}]").all():
            button.click()
        if veto and number == 1:
            page.locator("[data-act=veto]").first.click()
            page.locator("#veto button[value=yes]").click()
            expect(page.locator("[data-act=veto]").first).to_have_attribute("aria-pressed", "true")
    page.evaluate("location.hash = '#'")
    expect(page.locator(".marking__list")).to_be_visible()


def sign(page: Page, candidate: int, secret: str) -> None:
    """Sign a sheet once everything is at the server."""
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
    page.evaluate(f"location.hash = '#{candidate}/sign'")
    page.fill("#secret", secret)
    page.locator("[data-sign] button[type=submit]").click()
    expect(page.locator("[data-screen] .lead")).to_contain_text("已签名")
    page.evaluate("location.hash = '#'")
    expect(page.locator(".marking__list")).to_be_visible()


def secret_of(platform: RunningPlatform, name: str) -> str:
    return next(row["secret"] for row in platform.facts["sign_ins"] if row["username"] == name)


def mark_without_network(page: Page, address: str, secret: str) -> None:
    """Mark both candidates with the network gone, on a phone; sign when it is back."""
    open_sheets(page, address)
    look(page, "candidates")
    page.context.set_offline(True)
    mark(page, 1, veto=True)
    mark(page, 2, act="none")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "local")
    page.evaluate("location.hash = '#1/1'")
    look(page, "task-offline")
    assert_large_targets(page, within="#marking")
    page.evaluate("location.hash = '#'")
    page.context.set_offline(False)
    for candidate in (1, 2):
        sign(page, candidate, secret)


def mark_and_sign(page: Page, address: str, secret: str) -> None:
    """Mark the first with a veto and the second in full; everything is there after a reload; sign."""
    open_sheets(page, address)
    mark(page, 1, veto=True)
    mark(page, 2)
    page.reload()
    expect(page.locator(".marking__list > li").first).to_be_visible()
    for candidate in (1, 2):
        sign(page, candidate, secret)


def call_further(officer: Page, address: str) -> None:
    """See that the panel is not of one mind about the second candidate, and call the fourth assessor."""
    officer.goto(address)
    expect(officer.locator("main")).to_contain_text("考评员之间的分差超过限值")
    look(officer, "further-needed")
    officer.get_by_role("button", name="核定成绩").click()
    expect(officer.locator("body")).to_contain_text("评分还没有完成")
    officer.get_by_role("link", name=re.compile("加派考评员")).click()
    officer.locator("#id_assessor").select_option(label="备用考评员")
    send(officer)


def settle(officer: Page, address: str) -> None:
    """Settle the results; the same officer cannot release them."""
    officer.goto(address)
    officer.get_by_role("button", name="核定成绩").click()
    look(officer, "settled")
    officer.get_by_role("button", name="发布成绩").click()
    expect(officer.locator("body")).to_contain_text("须由另一名考务员发布")


def release(officer: Page, address: str) -> None:
    """Release the results as a second officer."""
    officer.goto(address)
    officer.get_by_role("button", name="发布成绩").click()
    expect(officer.locator("main .tag").first).to_have_text("已发布")
    look(officer, "released")
    rows = officer.locator("main table tbody tr")
    expect(rows.nth(0)).to_contain_text("否决项")
    expect(rows.nth(1)).to_contain_text("75.00")


def test_three_assessors_a_veto_a_spread_and_a_released_result(platform, enter, watch):
    watch.expect("Failed to load resource")
    officer = enter("examofficer")
    address = plan(officer)
    mark_without_network(enter("assessor", screen="phone"), address, secret_of(platform, "assessor"))
    for name in ("assessor2", "assessor3"):
        mark_and_sign(enter(name), address, secret_of(platform, name))
    call_further(officer, address)
    fourth = enter("assessor4")
    open_sheets(fourth, address, count=1)
    mark(fourth, 1)
    sign(fourth, 1, secret_of(platform, "assessor4"))
    settle(officer, address)
    release(enter("examofficer2"), address)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_officers_fit_in_both_languages(enter, language):
    page = enter("examofficer2", language=language, screen="phone")
    page.goto("/exams/practical/")
    look(page, f"list-{language}")
    page.locator("main table a").first.click()
    look(page, f"one-{language}")
