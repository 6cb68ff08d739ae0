"""A mark that the server refused, in a real browser: named, given again, signed; and how a veto item is noted."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Route, expect

from tests.exams.practical.test_photos_browser import SCRIPT
from tests.exams.practical.test_signing_browser import open_marking, saved, show, sign
from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


def spoilt(route: Route) -> None:
    """Send the first mark on as one that cannot stand on its line, as a broken tablet might."""
    body = json.loads(route.request.post_data or "{}")
    for event in body["events"]:
        if event["seq"] == 1:
            event["response"] = "999"
    route.continue_(post_data=json.dumps(body))


def give_full_marks(tablet: Page) -> None:
    for number, following in ((1, "#1/2"), (2, "#1/sign")):
        show(tablet, f"#1/{number}", f"nav a[href='{following}']")
        for button in tablet.locator("[data-act=full]").all():
            button.click()


def look(tablet: Page, name: str) -> None:
    assert_accessible(tablet)
    assert_fits(tablet)
    keep_picture(tablet, name)


def note_a_veto_and_take_it_back(tablet: Page) -> None:
    veto = tablet.locator("[data-act=veto]").first
    expect(veto).to_have_text("Note that it happened")
    veto.click()
    tablet.locator("#veto button[value=yes]").click()
    expect(veto).to_have_text("Take back: it did not happen")
    expect(tablet.locator(".marking__vetoes .tag--danger")).to_have_text("Happened")
    veto.scroll_into_view_if_needed()
    look(tablet, "veto-phone")
    veto.click()
    expect(veto).to_have_text("Note that it happened")
    expect(tablet.locator(".marking__vetoes .tag--danger")).to_have_count(0)


def test_a_mark_that_the_server_refused_is_given_again_and_signed_without_a_reload(
    platform, open_page, watch
):
    watch.expect("status of 4")
    world = json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])
    tablet = open_page(base_url=platform.base_url, screen="phone", language="en")
    tablet.route("**/events", spoilt)
    open_marking(tablet, world)
    look(tablet, "marking-list-phone")
    give_full_marks(tablet)
    expect(tablet.locator("[data-save-state]")).to_have_attribute("data-state", "unsaved")
    expect(tablet.locator("[data-message]")).to_contain_text("did not take 1 mark")
    look(tablet, "signing-refused-phone")
    show(tablet, "#1/sign", "#secret")
    sign(tablet, world["password"])
    expect(tablet.locator("[data-moved] li")).to_contain_text("→ Not marked yet")
    expect(tablet.locator("form[data-sign] button[type=submit]")).to_be_disabled()
    look(tablet, "signing-refused-moved-phone")
    show(tablet, "#1/1", "nav a[href='#1/2']")
    tablet.locator("[data-act=full]").first.click()
    saved(tablet)
    expect(tablet.locator("[data-message] .notice")).to_have_count(0)
    note_a_veto_and_take_it_back(tablet)
    saved(tablet)
    tablet.locator("button[data-language='zh-hans']").click()
    tablet.set_viewport_size({"width": 1366, "height": 768})
    tablet.locator("[data-act=veto]").first.scroll_into_view_if_needed()
    look(tablet, "veto-desktop")
    show(tablet, "#1/sign", "#secret")
    sign(tablet, world["password"])
    expect(tablet.locator("form[data-sign]")).to_have_count(0)
    expect(tablet.locator("[data-screen] .lead")).to_contain_text("已签名")
