"""An examination over plain HTTP under a name of the room's network: it says what is missing, and saves."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.exams.test_keyboard_alone_browser import EXAMINE
from tests.exams.test_kinds_browser import go_to
from tests.exams.test_runner_browser import answer, answered, begin, state
from tests.support.browser import (
    FLAGS,
    LANGUAGES,
    SCREENS,
    assert_accessible,
    assert_fits,
    keep_picture,
    launch,
)
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NAME = "room.test"
WARNS = {"zh-hans": "没有加密", "en": "no https"}
WRITTEN = "fieldset.question textarea"


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform(with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    """Trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


@pytest.fixture(scope="module")
def plain_browser(playwright) -> Iterator[Browser]:
    """A browser that finds the platform under a name, which it does not trust as it trusts the machine itself."""
    flags = [*FLAGS, f"--host-resolver-rules=MAP {NAME} 127.0.0.1"]
    browser = launch(playwright, flags)
    yield browser
    browser.close()


@pytest.fixture
def machine(plain_browser, platform) -> Iterator[BrowserContext]:
    faults: list[str] = []
    port = urlsplit(platform.base_url).port
    context = plain_browser.new_context(viewport=SCREENS["desktop"], base_url=f"http://{NAME}:{port}")
    context.on("weberror", lambda error: faults.append(str(error.error)))
    yield context
    context.close()
    assert faults == []


def enter(platform, machine: BrowserContext, who: dict, language: str) -> Page:
    """Sign in and open an examination of every kind."""
    machine.add_cookies([{"name": "language", "value": language, "domain": NAME, "path": "/"}])
    room = platform.manage("shell", "-c", EXAMINE.format(who["username"]))
    page = machine.new_page()
    enter_as_trainee(page, who)
    page.goto(room.split()[-1])
    page.locator("#door a.button").click()
    begin(page)
    return page


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_says_what_is_missing_and_all_answers_reach_the_server(platform, machine, waiting, language):
    page = enter(platform, machine, waiting.pop(), language)
    assert page.evaluate("isSecureContext") is False
    warning = page.locator("[data-message] .notice--warning")
    expect(warning).to_contain_text(WARNS[language])
    keep_picture(page, f"plain-http-{language}")
    assert_accessible(page)
    assert_fits(page)
    go_to(page, "true_false")
    answer(page)
    state(page, "server")
    assert page.evaluate("indexedDB.databases()") == []
    what_no_machine_keeps_is_asked_about(page)
    go_to(page, "short_answer")
    page.locator(WRITTEN).press_sequentially("wait")
    page.reload()
    begin(page)
    expect(page.locator(WRITTEN)).to_have_value("wait", timeout=30_000)
    assert answered(page) == 3
    expect(warning).to_contain_text(WARNS[language])
    page.locator("[data-act='hand-in']").click()
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")
    expect(page.locator(".receipt__code")).to_be_visible()


def what_no_machine_keeps_is_asked_about(page: Page) -> None:
    """Without a network "on this computer" is not said, and who closes the page is asked first."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.context.set_offline(True)
    go_to(page, "single")
    answer(page)
    state(page, "unsaved")
    page.close(run_before_unload=True)
    expect(page.locator("fieldset.question")).to_be_visible()
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    page.context.set_offline(False)
    state(page, "server")
    page.remove_listener("dialog", stay)
    page.on("dialog", lambda dialog: dialog.accept())
