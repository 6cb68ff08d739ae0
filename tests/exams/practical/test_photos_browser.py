"""Photographs of work in a real browser: added on a telephone in English, looked at by the officer in Chinese."""

import io
import json
from collections.abc import Iterator

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SCRIPT = "from tests.factories.practical import for_the_browser; print(for_the_browser())"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def world(platform) -> dict:
    """An examination that is being marked, on that platform."""
    return json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])


def enter(page: Page, world: dict, who: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(world["people"][who])
    page.locator("input[name=password]").fill(world["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/home/**")


def a_board(colour: str = "#0a6b5d") -> bytes:
    """Return a photograph of something."""
    picture, target = Image.new("RGB", (800, 600), "#d8d2c4"), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((200, 150, 600, 450), fill=colour)
    picture.save(target, "JPEG")
    return target.getvalue()


def test_a_photo_is_added_on_a_telephone_and_looked_at_by_the_officer(platform, world, open_page, watch):
    watch.expect("status of 422")
    phone = open_page(base_url=platform.base_url, screen="phone", language="en")
    enter(phone, world, "assessor")
    phone.goto(f"/exams/marking/{world['examination']}/photos/")
    assert_accessible(phone)
    assert_fits(phone)
    phone.locator("main li a").first.click()
    field = phone.locator("input[type=file]").first
    field.set_input_files({"name": "a.heic", "mimeType": "image/jpeg", "buffer": b"\0\0\0\x18ftypheic" * 9})
    phone.locator("main form button").first.click()
    expect(phone.locator(".error-summary")).to_contain_text("HEIC")
    phone.locator("input[type=file]").first.set_input_files(
        {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_board()}
    )
    phone.locator("main form button").first.click()
    expect(phone.locator(".photos img")).to_have_count(1)
    assert phone.locator(".photos img").evaluate("img => img.decode().then(() => img.naturalWidth)") == 800
    assert_accessible(phone)
    assert_fits(phone)
    keep_picture(phone, "photos-phone")
    desk = open_page(base_url=platform.base_url)
    enter(desk, world, "officer")
    desk.goto(f"/exams/practical/{world['examination']}/candidates/{world['candidate']}/photos/")
    expect(desk.locator(".photos img")).to_have_count(1)
    assert_accessible(desk)
    assert_fits(desk)
    keep_picture(desk, "photos-desktop")


def test_photos_taken_while_the_server_is_away_are_held_by_the_page_and_arrive_once(
    platform, world, open_page, watch
):
    watch.expect("net::ERR")
    phone = open_page(base_url=platform.base_url, screen="phone", language="en")
    enter(phone, world, "assessor")
    phone.goto(f"/exams/marking/{world['examination']}/photos/")
    phone.locator("main li a").first.click()
    expect(phone.locator("input[type=file]")).to_have_count(2)
    before = phone.locator(".photos img").count()
    phone.context.set_offline(True)
    for place, colour in enumerate(("#204080", "#a03010")):
        photo = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": a_board(colour)}
        phone.locator("input[type=file]").nth(place).set_input_files(photo)
        phone.locator("photo-sending button").nth(place).click()
        expect(phone.locator("photo-sending [data-state]").nth(place)).to_contain_text("Not sent yet")
    assert_accessible(phone)
    assert_fits(phone)
    keep_picture(phone, "photos-waiting-phone")
    lost = []

    def lose_the_first_answers(route):
        if route.request.method != "POST" or lost:
            return route.continue_()
        lost.append("on its way")  # before the answer is there: the other photograph is sent meanwhile
        lost[0] = route.fetch().status
        return route.abort()

    phone.route("**/photos/**", lose_the_first_answers)
    phone.context.set_offline(False)
    expect(phone.locator(".photos img")).to_have_count(before + 2)
    assert set(lost) == {200}  # one, or both where both forms send at once
    expect(phone.locator("photo-sending [data-state]").first).to_have_text("")
    count = "from lms.exams.models import WorkPhoto as W; print(W.objects.filter(task__candidate__uuid='{}').count())"
    assert platform.manage("shell", "-c", count.format(world["candidate"])).splitlines()[-1] == str(
        before + 2
    )
