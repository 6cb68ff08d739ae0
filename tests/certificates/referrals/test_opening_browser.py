"""An opening that is being written when the session ends, in a real browser: nothing of it is lost."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from lms.core.clock import local_date, now
from lms.demonstration.people import STAFF_PASSWORD
from tests.support.browser import Watch, assert_fits
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser
TEXT = "制作面点；每周休一天，包吃住。"


def sign_in(page: Page) -> None:
    page.goto("/accounts/login/")
    page.fill("#id_login", "hr@pastry.example")
    page.fill("#id_password", STAFF_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")


@pytest.mark.parametrize(("language", "screen"), [("zh-hans", "desktop"), ("en", "phone")])
def test_what_was_written_stays_until_it_is_saved(
    open_page: Callable[..., Page], platform: RunningPlatform, watch: Watch, language: str, screen: str
) -> None:
    watch.expect("403")
    page = open_page(base_url=platform.base_url, language=language, screen=screen)
    sign_in(page)
    page.goto("/openings/new/")
    today = local_date(now())
    written = {"title": "面点师", "district": "示范市", "pay_from": "4000", "pay_to": "5000", "text": TEXT}
    written["until_date"] = (today + timedelta(days=30)).isoformat()
    for name, value in written.items():
        page.locator(f"[name={name}]").fill(value)
    for name in ("insurance", "lodging"):
        page.locator(f"[name={name}]").first.check()
    page.context.clear_cookies(name=re.compile("session"))  # as a suspension or another window does
    page.locator("kept-form button[type=submit]").click()
    expect(page.locator("kept-form [data-state]")).to_contain_text(
        "已退出" if language == "zh-hans" else "signed out"
    )
    expect(page.locator("[name=text]")).to_have_value(TEXT)
    assert_fits(page)
    other = page.context.new_page()
    sign_in(other)
    other.close()
    page.locator("kept-form button[type=submit]").click()
    page.wait_for_url(re.compile(r"/openings/[0-9a-f-]{36}/$"))
    expect(page.locator("main")).to_contain_text(TEXT)
