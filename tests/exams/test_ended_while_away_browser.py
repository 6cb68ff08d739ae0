"""Somebody's examination is ended while their network is away: back again, they read that, and not that they go on."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_office
from tests.exams.test_runner_browser import answer, state, to_the_paper
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Less than the shortest time between two looks at the server.
AT_ONCE_MS = 8_000
SAW_GO_ON = """() => new MutationObserver(() => {
  const told = document.querySelector('[data-message]')?.textContent ?? '';
  if (told.includes('请继续作答')) sessionStorage.setItem('told', told);
}).observe(document.body, { childList: true, subtree: true, characterData: true })"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform() as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    """Trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


def end_for(platform: RunningPlatform, open_page: Callable[..., Page], name: str) -> None:
    """Hand in for a candidate, as whoever of the invigilators has that room."""
    for row in platform.facts["sign_ins"]:
        if row["role"] == "invigilator":
            staff = open_page(base_url=platform.base_url)
            enter_office(staff, row)
            if is_ended_by(staff, name):
                return
    raise AssertionError("No invigilator has this candidate.")


def is_ended_by(staff: Page, name: str) -> bool:
    """Hand in for a candidate if one of the rooms has them, and return whether one has."""
    staff.goto("/exams/console/")
    for address in staff.locator("main table a").evaluate_all("links => links.map((link) => link.href)"):
        staff.goto(address)
        found = staff.locator("#console a[href*='/attempts/']", has_text=name)
        if found.count():
            staff.goto(f"{found.first.get_attribute('href')}acts/force/")
            staff.locator("#id_reason").fill("传看答案")
            staff.locator("main form button[type=submit]").first.click()
            staff.wait_for_url(lambda url: "/acts/" not in url)
            return True
    return False


@pytest.mark.parametrize("is_answering", [True, False])
def test_who_comes_back_reads_at_once_that_it_was_ended(platform, open_page, watch, waiting, is_answering):
    watch.expect("Failed to load resource")
    candidate = waiting.pop()
    page = open_page(base_url=platform.base_url)
    to_the_paper(page, candidate)
    answer(page)
    state(page, "server")
    page.evaluate(SAW_GO_ON)
    page.context.set_offline(True)
    if is_answering:
        page.locator("[data-act=next]").click()
        answer(page, option=1)
        state(page, "local")
    end_for(platform, open_page, candidate["name"])
    page.context.set_offline(False)
    page.wait_for_url("**/receipt/", timeout=AT_ONCE_MS)
    expect(page.locator("h1")).to_contain_text("监考员")
    assert page.evaluate("() => sessionStorage.getItem('told')") is None
