"""The skill test of a pastry cook in the browser: three assessors, one offline, a veto, a spread, released results."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.practical import Day, press, send, trainee_at
from tests.support.browser import assert_large_targets
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Trainees of the demonstration who have passed the theory part, in the order of its list; each language takes two.
CANDIDATES = {"zh-hans": (28, 30), "en": (34, 36)}


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: its examinations go to the end."""
    with running_platform() as started:
        yield started


def mark_without_network(day: Day, page: Page) -> None:
    """Mark both candidates with the network gone, on a phone; sign when it is back."""
    day.open_sheets(page, count=2)
    day.look(page, "candidates")
    page.context.set_offline(True)
    day.mark(page, 1, veto=True)
    day.mark(page, 2, act="none")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "local")
    page.evaluate("location.hash = '#1/1'")
    day.look(page, "task-offline")
    assert_large_targets(page, within="#marking")
    page.evaluate("location.hash = '#'")
    page.context.set_offline(False)
    for candidate in (1, 2):
        day.sign(page, candidate)


def mark_and_sign(day: Day, page: Page) -> None:
    """Mark the first with a veto and the second in full; everything is there after a reload; sign."""
    day.open_sheets(page, count=2)
    day.mark(page, 1, veto=True)
    day.mark(page, 2)
    page.reload()
    expect(page.locator(".marking__list > li").first).to_be_visible()
    # What the page before kept is sent again under its own number; no other window is open.
    expect(page.locator("[data-save-state] [data-time]")).not_to_be_empty()
    expect(page.locator("[data-message]")).to_be_empty()
    for candidate in (1, 2):
        day.sign(page, candidate)


def call_further(day: Day, officer: Page) -> None:
    """See that the panel is not of one mind about the second candidate, and call the fourth assessor."""
    officer.goto(day.address)
    expect(officer.locator("main")).to_contain_text(day.words["spread"])
    day.look(officer, "further-needed")
    press(officer, "close", tick=True)
    expect(officer.locator("body")).to_contain_text(day.words["unfinished"])
    officer.locator("a[href$='/further/']").click()
    officer.locator("#id_assessor").select_option(label="备用考评员")
    send(officer)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_skill_test_with_three_assessors_runs_to_its_released_results(platform, open_page, watch, language):
    watch.expect("Failed to load resource")
    day = Day(open_page, platform.base_url, language, "skill")
    who = sorted((trainee_at(place) for place in CANDIDATES[language]), key=lambda row: row["username"])
    officer = day.page_of("examofficer")
    day.plan(officer, "CPC5-SKILL", "面点实训室")
    day.admit(officer, [row["name"] for row in who])
    day.open(officer)
    by_number = officer.locator("main table tbody tr th[scope=row]").all_inner_texts()
    mark_without_network(day, day.page_of("assessor", screen="phone"))
    for name in ("assessor2", "assessor3"):
        mark_and_sign(day, day.page_of(name))
    call_further(day, officer)
    fourth = day.page_of("assessor4")
    day.open_sheets(fourth, count=1)
    day.mark(fourth, 1)
    day.sign(fourth, 1)
    day.settle(officer)
    releasing = day.page_of("examofficer2")
    day.release(releasing)
    rows = releasing.locator("main table tbody tr")
    expect(rows.nth(0)).to_contain_text(day.words["veto"])
    result = rows.nth(1).locator("td.number").last
    expect(result).to_contain_text("75")
    expect(result).to_contain_text(day.words["apart"])
    vetoed, passed = (next(row for row in who if row["name"] == name) for name in by_number)
    day.read_result(vetoed, "failed")
    expect(day.read_result(passed, "passed").locator("main")).to_contain_text("75")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_of_officers_fit_in_both_languages(platform, open_page, language):
    day = Day(open_page, platform.base_url, language, "practical")
    page = day.page_of("examofficer2", screen="phone")
    page.goto("/exams/practical/")
    day.look(page, "list")
    page.locator("main table a").first.click()
    day.look(page, "one")
