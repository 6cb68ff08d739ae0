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


def enter(page: Page, world: dict, who: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(world["people"][who])
    page.locator("input[name=password]").fill(world["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/home/**")


def a_board() -> bytes:
    """Return a photograph of something."""
    picture, target = Image.new("RGB", (800, 600), "#d8d2c4"), io.BytesIO()
    ImageDraw.Draw(picture).rectangle((200, 150, 600, 450), fill="#0a6b5d")
    picture.save(target, "JPEG")
    return target.getvalue()


def test_a_photo_is_added_on_a_telephone_and_looked_at_by_the_officer(platform, open_page, watch):
    watch.expect("status of 422")
    world = json.loads(platform.manage("shell", "-c", SCRIPT).splitlines()[-1])
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
