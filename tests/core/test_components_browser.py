"""The design system in a real Chromium: accessible in every theme, usable by keyboard and by finger."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from lms.core.styleguide.views import LAYOUTS
from tests.support.browser import LANGUAGES, assert_accessible, assert_fits, assert_large_targets
from tests.support.server import RunningPlatform

pytestmark = pytest.mark.browser

PAGES = ("", *(f"{name}/" for name in LAYOUTS))
ZOOMED = {"width": 341, "height": 384}  # 1366 x 1536 at 400 %
MOST_BYTES = 100_000
SMALL = """() => [...document.querySelectorAll('a, button, input:not([type=hidden]), summary')]
  .filter((node) => node.checkVisibility() && !node.closest('p, li, td, label'))
  .map((node) => [node.outerHTML.slice(0, 90), node.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
HIDDEN_FOCUS = """() => {
  const node = document.activeElement, bar = document.querySelector('.exam__bar');
  if (node === document.body || bar.contains(node)) return '';
  const box = node.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return top && bar.contains(top) ? node.outerHTML.slice(0, 90) : '';
}"""


@pytest.fixture
def guide(open_page: Callable[..., Page], platform: RunningPlatform) -> Callable[..., Page]:
    """Open a page of the style guide: `guide("exam/", theme="dark", screen="phone", language="en")`."""

    def visit(path: str, *, theme: str = "light", screen: str = "desktop", language: str = "zh-hans") -> Page:
        page = open_page(base_url=platform.base_url, screen=screen, language=language)
        page.context.add_cookies([{"name": "theme", "value": theme, "url": platform.base_url}])
        page.goto(f"/styleguide/{path}")
        return page

    return visit


# Each theme once, as no colour hangs on the language; each language once or more.
@pytest.mark.parametrize(
    ("theme", "language"), [("light", "zh-hans"), ("dark", "zh-hans"), ("contrast", "en")]
)
def test_every_page_is_accessible_and_fits(guide: Callable[..., Page], theme: str, language: str) -> None:
    page = guide("", theme=theme, language=language, screen="phone")
    for path in PAGES:
        page.goto(f"/styleguide/{path}")
        assert_accessible(page)
        assert_fits(page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_lost_at_four_hundred_per_cent(guide: Callable[..., Page], language: str) -> None:
    page = guide("", language=language)
    page.set_viewport_size(ZOOMED)
    for path in PAGES:
        page.goto(f"/styleguide/{path}")
        assert_fits(page)


@pytest.mark.parametrize("screen", ["desktop", "phone"])
def test_targets_are_large_enough(guide: Callable[..., Page], screen: str) -> None:
    page = guide("sign_in/", screen=screen)
    assert_large_targets(page)
    assert_large_targets(page, within="header")
    for path in PAGES[1:]:
        page.goto(f"/styleguide/{path}")
        assert page.evaluate(SMALL) == []


def test_number_keys_press_into_the_field(guide: Callable[..., Page]) -> None:
    page = guide("sign_in/")
    for key in ("4", "7", "9", "back", "1"):
        page.click(f'[data-key="{key}"]')
    expect(page.locator("#id_pin")).to_have_value("471")
    page.click('[data-key="clear"]')
    expect(page.locator("#id_pin")).to_have_value("")


def test_errors_take_the_focus(guide: Callable[..., Page]) -> None:
    page = guide("sign_in/")
    expect(page.locator(".error-summary")).to_be_focused()
    page.click(".error-summary a")
    expect(page.locator("#id_number")).to_be_focused()


def test_reading_settings_stay_on_the_page_and_are_kept(guide: Callable[..., Page]) -> None:
    page = guide("lesson/", theme="")
    for value, attribute in (("dark", "data-theme"), ("largest", "data-text")):
        page.click("details.menu summary")
        page.click(f'details.menu button[value="{value}"]')
        expect(page.locator("html")).to_have_attribute(attribute, value)
    assert page.url.endswith("/styleguide/lesson/")
    page.click("details.menu summary")
    page.keyboard.press("Escape")
    expect(page.locator("details.menu")).not_to_have_attribute("open", "")


def test_the_language_switch_stays_on_the_page(guide: Callable[..., Page]) -> None:
    page = guide("lesson/")
    page.click("form.language button")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert page.url.endswith("/styleguide/lesson/")


def test_focus_is_never_under_the_examination_bar(guide: Callable[..., Page]) -> None:
    page = guide("exam/", screen="phone")
    for key in ["Tab"] * 45 + ["Shift+Tab"] * 45:
        page.keyboard.press(key)
        assert page.evaluate(HIDDEN_FOCUS) == ""


def test_the_first_key_reaches_the_skip_link(guide: Callable[..., Page]) -> None:
    page = guide("trainee/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_first_visit_is_light(guide: Callable[..., Page]) -> None:
    page = guide("public/")
    sizes = page.evaluate(
        "performance.getEntries().filter((one) => 'transferSize' in one).map((one) => one.transferSize)"
    )
    assert 0 < sum(sizes) < MOST_BYTES
