"""A real Chromium for tests: two screen sizes, both languages, and a watch on everything that goes wrong.

A page of `open_page` fails its test on a console error, a script error or a request to outside.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Error,
    Page,
    Playwright,
    Request,
    Route,
    expect,
    sync_playwright,
)

from scripts.system_parts import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENS = {"desktop": {"width": 1366, "height": 768}, "phone": {"width": 390, "height": 844}}
LANGUAGES = ("zh-hans", "en")
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
WITHOUT_HOST = {"data", "blob", "about", "chrome"}
AXE = Axe().axe_script
# The levels of WCAG 2.2 AA, by axe's names of the rule sets.
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LOOK = Path(__file__).with_name("accessible.js").read_text("utf-8")
GOOD_LOOKS: set[int] = set()
PATIENCE = 15_000  # ms; five processes share two cores
expect.set_options(timeout=PATIENCE)

STILL = """() => Promise.race([
    Promise.allSettled(document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished)),
    new Promise((done) => setTimeout(done, 1000)),
  ]).then(() => true)"""
# How many pixels of the page stand outside the screen.
SPARE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@dataclass
class Watch:
    """What went wrong on the pages of one test; `expect` names what a test provokes on purpose."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, part: str) -> None:
        """Allow complaints that contain this text, for a test that provokes them."""
        self.expected.append(part)

    def follow(self, context: BrowserContext) -> None:
        """Listen to every page of the context."""
        context.on("console", self.on_console)
        context.on("weberror", lambda error: self.complaints.append(f"script error: {error.error}"))
        context.on("request", self.on_request)

    def on_console(self, message: ConsoleMessage) -> None:
        """Note an error in the console."""
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location.get('url', '')})")

    def on_request(self, request: Request) -> None:
        """Note a request that leaves the machine."""
        address = urlsplit(request.url)
        if address.scheme not in WITHOUT_HOST and address.hostname not in LOOPBACK:
            self.complaints.append(f"request to outside: {request.url}")

    def unexpected(self) -> list[str]:
        """Return the complaints that no test asked for."""
        return [text for text in self.complaints if not any(part in text for part in self.expected)]

    def assert_quiet(self) -> None:
        """Fail when anything went wrong."""
        assert not self.unexpected(), "\n".join(self.unexpected())


def launch(playwright: Playwright, flags: list[str] | None = None) -> Browser:
    """Start the system's Chromium, or the one that Playwright fetched where the system has none.

    It finds the machine's own fonts, whatever this process prints with (lms/core/printing/fonts.py).
    """
    environment = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    return playwright.chromium.launch(
        executable_path=chromium(), args=flags or FLAGS, headless=True, env=environment
    )


def new_page(
    browser: Browser, watch: Watch, *, base_url: str, screen: str = "desktop", language: str = "zh-hans"
) -> Page:
    """Open an empty page in a fresh profile with this screen and language."""
    context = browser.new_context(
        viewport=SCREENS[screen], base_url=base_url, locale="de-DE", has_touch=screen == "phone"
    )
    context.add_cookies([{"name": "language", "value": language, "url": base_url}])
    context.set_default_timeout(PATIENCE)
    watch.follow(context)
    return context.new_page()


def assert_accessible(page: Page, *, exclude: list[str] | None = None) -> None:
    """Fail with the places and reasons when axe finds a violation of WCAG 2.2 AA on the page."""
    found = violations(page, exclude=exclude)
    assert found == [], f"{page.url}\n" + "\n".join(found)


def violations(page: Page, *, exclude: list[str] | None = None) -> list[str]:
    """Return what axe finds wrong on the page, each with its rule, the reason and the places.

    Contrast is judged once in a run of tests for each look of a text before what is behind it (accessible.js).
    """
    page.wait_for_load_state()
    # What still fades in has no contrast yet.
    page.evaluate(STILL)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    # Without the last it describes each node that passes, which takes longer than looking for violations.
    options = {"runOnly": {"type": "tag", "values": WCAG}, "resultTypes": ["violations"]}
    found, looks = page.evaluate(LOOK, [options, exclude or [], sorted(GOOD_LOOKS)])
    if not any(row["id"] == "color-contrast" for row in found):
        GOOD_LOOKS.update(looks)
    return [f"{row['id']}: {row['help']}: {[node['target'] for node in row['nodes']]}" for row in found]


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of the screen when SCREENSHOTS names a folder for them."""
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        # A message that slides in is shown as it stands in the end.
        page.screenshot(path=str(Path(folder) / f"{name}.png"), animations="disabled")


def keeping(page: Page) -> AbstractContextManager[object]:
    """Wait, at the end, until the server has answered to something that the page sent by itself."""
    return page.expect_response(lambda answer: answer.request.method == "POST" and answer.ok)


def wait_until(page: Page, is_so: Callable[[], bool], seconds: float = PATIENCE / 1000) -> None:
    """Let the page go on until something has happened, however busy the machine is.

    Playwright's own `wait_for_function` evaluates text in the page, which ours forbid: it fails where it has to wait.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with suppress(Error):  # the page is on its way to another
            if is_so():
                return
        page.wait_for_timeout(100)
    raise AssertionError("what the page was waited for has not happened")


@contextmanager
def before_its_script(page: Page, script: str) -> Iterator[None]:
    """Open the page's address again and let what is done inside happen before that script has come.

    An old computer shows the fields of a page seconds before it has run what stands behind them.
    """
    held: list[Route] = []
    page.route(script, lambda route: held.append(route))
    page.goto(page.url, wait_until="commit")
    yield
    for route in held:
        route.continue_()
    page.unroute(script)
    page.wait_for_load_state()
    assert held, f"{script} was not asked for"


def assert_fits(page: Page) -> None:
    """Fail when the page can be scrolled sideways."""
    page.wait_for_load_state()  # a click returns as soon as the next page begins to arrive
    spare = page.evaluate(SPARE)
    assert spare <= 0, f"{page.url} is {spare} px wider than the screen"


def assert_large_targets(page: Page, *, pixels: int = 48, within: str = "main") -> None:
    """Fail when a visible button, field or button-like link in this part is smaller than a finger needs."""
    script = """([within, pixels]) => [...document.querySelectorAll(
        `${within} button, ${within} input:not([type=hidden]), ${within} select, ${within} a.button`)]
      .filter((node) => node.checkVisibility() && !node.closest('label'))
      .map((node) => [node.outerHTML.slice(0, 120), node.getBoundingClientRect()])
      .filter(([, box]) => box.width > 1 && (box.height < pixels - 0.5 || box.width < pixels - 0.5))
      .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
    small = page.evaluate(script, [within, pixels])
    assert not small, f"{page.url}: smaller than {pixels} px:\n" + "\n".join(small)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One Chromium for all tests; each page gets a profile of its own."""
    chromium_browser = launch(playwright)
    yield chromium_browser
    chromium_browser.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """What goes wrong on this test's pages; checked when the test ends."""
    notes = Watch()
    yield notes
    notes.assert_quiet()


@pytest.fixture
def open_page(browser: Browser, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Make pages: `open_page(base_url=..., screen="phone", language="en")`; closed when the test ends."""
    contexts: list[BrowserContext] = []

    def make(*, base_url: str, screen: str = "desktop", language: str = "zh-hans") -> Page:
        page = new_page(browser, watch, base_url=base_url, screen=screen, language=language)
        contexts.append(page.context)
        return page

    yield make
    for context in contexts:
        context.close()
