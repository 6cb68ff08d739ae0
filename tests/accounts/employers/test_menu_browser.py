"""An employer's places in the header, in a real browser: two rows at most, and a menu that needs no script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.demonstration.people import STAFF_PASSWORD
from tests.support.browser import assert_accessible, assert_fits
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser
PLACES = ("/home/", "/openings/", "/referrals/", "/verify/", "/accounts/colleagues/", "/accounts/2fa/")
TOPS = (
    "(all) => all.map((one) => one.getBoundingClientRect()).filter((box) => box.height).map((box) => box.top)"
)


def rows_of(page: Page) -> int:
    """Return in how many rows what is seen of the header stands; within a row tops differ by some points."""
    tops = sorted(page.locator(".head .brand, .nav__row li, .nav > details, .nav > form").evaluate_all(TOPS))
    return 1 + sum(later - earlier > 20 for earlier, later in zip(tops, tops[1:], strict=False))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("screen", ["phone", "desktop"])
def test_every_place_is_in_reach_and_the_header_low(
    open_page: Callable[..., Page], platform: RunningPlatform, language: str, screen: str
) -> None:
    page = open_page(base_url=platform.base_url, language=language, screen=screen)
    page.goto("/accounts/login/")
    page.fill("#id_login", "hr@pastry.example")
    page.fill("#id_password", STAFF_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    assert 1 <= rows_of(page) <= 2
    page.locator(".menu--main summary").click()
    for place in PLACES:
        expect(page.locator(f".head a[href='{place}']").locator("visible=true")).to_have_count(1)
    assert_fits(page)
    assert_accessible(page)
    page.locator(".head a[href='/referrals/']").locator("visible=true").click()
    page.wait_for_url("**/referrals/")
