"""The disk of a terminal is slower than the server, and the server slower than the disk, in a real browser.

What is said to be on this computer is on its disk; what is said to be saved is at the server, whatever the disk does.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.exams.test_runner_browser import answer, answered, begin, kept_on_the_machine, state, to_the_paper
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# A record that is being written stays open in its transaction while the disk is held; and every state that was shown.
SLOW = """(() => {
  const put = IDBObjectStore.prototype.put;
  window.isDiskHeld = false;
  IDBObjectStore.prototype.put = function (...given) {
    const request = put.apply(this, given);
    const wait = () => { if (window.isDiskHeld) this.get(['nothing']).onsuccess = wait; };
    wait();
    return request;
  };
  window.shown = [];
  addEventListener('DOMContentLoaded', () => {
    const box = document.querySelector('[data-save-state]');
    if (!box) return;
    new MutationObserver(() => window.shown.push(box.dataset.state)).observe(box, { attributes: true });
  });
})()"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform() as started:
        yield started


@pytest.fixture
def candidate(platform) -> dict:
    """A trainee of the demonstration who has an examination that nobody has started."""
    rows = platform.candidates()
    platform.facts["taken"] = platform.facts.get("taken", 0) + 1
    return rows[-platform.facts["taken"]]


@pytest.fixture
def page(platform, open_page, watch) -> Page:
    watch.expect("Failed to load resource")
    made = open_page(base_url=platform.base_url)
    made.add_init_script(SLOW)
    return made


def hold_disk(page: Page, is_held: bool) -> None:
    page.evaluate("(is) => { window.isDiskHeld = is; window.shown = []; }", is_held)


def test_the_server_acknowledges_before_the_disk_has_written(page, candidate):
    paper = to_the_paper(page, candidate)
    hold_disk(page, True)
    answer(page)
    state(page, "server")
    page.locator("[data-act=next]").click()
    answer(page)
    expect(page.locator("[data-count]")).to_contain_text("2")
    state(page, "server")
    shown = page.evaluate("window.shown")
    assert (shown.count("unsaved"), shown.count("local")) == (2, 0)
    # The machine loses its power before its disk has anything.
    machine = page.context
    page.close()
    again = machine.new_page()
    again.goto(paper)
    begin(again)
    assert answered(again) == 2
    assert kept_on_the_machine(again)["count"] == 0


def test_on_this_computer_is_said_when_the_disk_has_written_and_not_before(page, candidate):
    paper = to_the_paper(page, candidate)
    page.context.set_offline(True)
    hold_disk(page, True)
    answer(page)
    state(page, "unsaved")
    page.wait_for_timeout(2_000)
    assert set(page.evaluate("window.shown")) <= {"unsaved"}
    hold_disk(page, False)
    state(page, "local")
    assert kept_on_the_machine(page)["count"] == 1
    machine = page.context
    page.close()
    machine.set_offline(False)
    again = machine.new_page()
    again.goto(paper)
    begin(again)
    assert answered(again) == 1
    state(again, "server")


def test_a_server_slower_than_the_disk_is_shown_as_on_this_computer_until_it_answers(page, candidate):
    to_the_paper(page, candidate)
    state(page, "server")
    hold_disk(page, False)
    held = []
    page.route("**/events", lambda route: held.append(route))
    answer(page)
    state(page, "local")
    page.wait_for_timeout(1_000)
    state(page, "local")
    assert kept_on_the_machine(page)["count"] == 1
    for route in held:
        route.continue_()
    page.unroute("**/events")
    state(page, "server")
    shown = page.evaluate("window.shown")
    assert shown.index("local") < shown.index("server")
    expect(page.locator("[data-message]")).to_be_empty()
