"""What an assessor types in a real browser stays at its task, and the page claims no more than it has."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.exams.practical.test_photos_browser import SCRIPT
from tests.exams.practical.test_signing_browser import open_marking, saved, show
from tests.support.browser import wait_until
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# The first record takes long to be sealed, as on a slow disk; no later one can be kept, as on a full one.
SLOW_THEN_FULL = """
() => {
  const encrypt = crypto.subtle.encrypt.bind(crypto.subtle);
  let records = 0;
  crypto.subtle.encrypt = async (...how) => {
    records += 1;
    if (records > 1) throw new Error("full");
    await new Promise((resolve) => { window.goOn = resolve; });
    return encrypt(...how);
  };
}
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def world(platform) -> dict:
    """An examination with one candidate and two tasks, on that platform."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


@pytest.fixture
def tablet(platform, world, open_page) -> Page:
    """The marking page of an assessor, at the first task."""
    page = open_page(base_url=platform.base_url, screen="phone", language="en")
    open_marking(page, world)
    show(page, "#1/1", "nav a[href='#1/2']")
    return page


def test_what_was_typed_last_stays_at_the_task_it_was_typed_for(tablet):
    mark = tablet.locator("[data-mark]")
    mark.first.press_sequentially("1")
    # As the gesture that goes on in the history: nothing was pressed, so the field was never left.
    show(tablet, "#1/2", "nav a[href='#1/sign']")
    expect(mark.first).to_have_value("")
    tablet.locator("[data-note]").press_sequentially("Gloves on")
    show(tablet, "#1/1", "nav a[href='#1/2']")
    expect(mark.first).to_have_value("1")
    expect(tablet.locator("[data-note]")).to_have_value("")
    show(tablet, "#1/2", "nav a[href='#1/sign']")
    expect(tablet.locator("[data-note]")).to_have_value("Gloves on")
    saved(tablet)
    tablet.reload()
    show(tablet, "#1/1", "nav a[href='#1/2']")
    expect(mark.first).to_have_value("1")


def test_what_is_typed_is_not_said_to_be_saved_before_it_is(tablet):
    saved(tablet)
    tablet.locator("[data-note]").press_sequentially("Careful")
    expect(tablet.locator("[data-save-state]")).to_have_attribute("data-state", "typing", timeout=700)
    saved(tablet)


def test_a_mark_that_this_machine_could_not_keep_is_not_said_to_be_on_it(tablet, watch):
    watch.expect("ERR_FAILED")
    tablet.evaluate(SLOW_THEN_FULL)
    full = tablet.locator("[data-act=full]")
    full.nth(0).click()
    tablet.wait_for_timeout(100)
    # Sent with the second one, before this machine has it.
    full.nth(1).click()
    saved(tablet)
    tablet.evaluate("window.goOn()")
    tablet.wait_for_timeout(300)
    tablet.route("**/events", lambda route: route.abort())
    tablet.locator("[data-act=none]").nth(0).click()
    tablet.wait_for_timeout(1_000)
    expect(tablet.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")


def asked_before_leaving(page: Page) -> list[str]:
    """Leave for another page, stay where the browser asks, and return what it asked."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    # A page that asks and is stayed on never leads anywhere: what is waited for is the question, or the other page.
    page.evaluate("setTimeout(() => { location.href = '/exams/marking/'; })")
    wait_until(page, lambda: bool(asked) or page.url.endswith("/exams/marking/"))
    page.remove_listener("dialog", stay)
    return asked


def test_who_leaves_with_a_number_that_is_no_mark_is_asked(tablet):
    saved(tablet)
    tablet.locator("[data-mark]").first.press_sequentially("9999")
    assert asked_before_leaving(tablet) == ["beforeunload"]
    tablet.locator("[data-mark]").first.fill("1")
    saved(tablet)
    assert asked_before_leaving(tablet) == []


def test_who_leaves_with_words_that_neither_tablet_nor_server_has_is_asked(tablet, watch):
    watch.expect("ERR_FAILED")
    saved(tablet)
    tablet.evaluate("() => { crypto.subtle.encrypt = async () => { throw new Error('full'); }; }")
    tablet.route("**/events", lambda route: route.abort())
    tablet.locator("[data-note]").press_sequentially("Gloves off")
    assert asked_before_leaving(tablet) == ["beforeunload"]


def test_who_leaves_in_the_middle_of_a_word_is_asked_and_once_it_is_saved_no_more(tablet):
    tablet.locator("[data-note]").fill("")
    saved(tablet)
    tablet.locator("[data-note]").press_sequentially("Goggles")
    assert asked_before_leaving(tablet) == ["beforeunload"]
    saved(tablet)
    assert asked_before_leaving(tablet) == []
    tablet.go_back()
    expect(tablet.locator("[data-note]")).to_have_value("Goggles")
