"""An examination stays open while somebody signs in anew in another window of the same browser.

The same person at a registered terminal goes on; another person finds the questions hidden and saves nothing; where
terminals are not registered the page says so, and goes on when the invigilator has agreed. Nothing that was shown as
saved is lost, and what waits is shown as waiting.
"""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.exams.test_runner_browser import answer, answered, begin, decide, state, to_the_paper
from tests.support.browser import LANGUAGES, assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]

REGISTER = """
from hashlib import sha256
from uuid import uuid4
from django.utils.timezone import now
from lms.accounts.models import Terminal
from lms.exams.models import SittingCandidate
row = SittingCandidate.objects.filter(
    enrolment__person__full_name={name!r}, attempts__state="prepared"
).order_by("pk").last()
room, token = row.sitting.room, uuid4().hex
Terminal.objects.create(
    site=room.site, room=room, seat=token[:4], token_hash=sha256(token.encode()).hexdigest(), registered_at=now()
)
print(token)
"""
KEPT = """
import json
from lms.exams.models import AnswerEvent
rows = AnswerEvent.objects.filter(attempt__uuid={attempt!r}).order_by("epoch", "seq")
print(json.dumps([[row.epoch, row.seq, row.held] for row in rows]))
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: it uses up candidates whom the journeys need too."""
    with running_platform() as started:
        yield started


@pytest.fixture(scope="module")
def waiting(platform) -> list[dict]:
    """Trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


@pytest.fixture(autouse=True)
def _provoked(watch) -> None:
    watch.expect("Failed to load resource")


def at_a_terminal(platform, open_page, who: dict, language: str = "zh-hans") -> Page:
    """Return a page of a registered terminal in the room of the candidate."""
    page = open_page(base_url=platform.base_url, language=language)
    token = platform.manage("shell", "-c", REGISTER.format(name=who["name"])).split()[-1]
    page.context.add_cookies([{"name": "terminal", "value": token, "url": platform.base_url}])
    return page


def kept(platform, paper: str) -> list[list]:
    """Return epoch, number and why it does not count of everything that the server has of an attempt."""
    attempt = paper.rsplit("/", 2)[1]
    return json.loads(platform.manage("shell", "-c", KEPT.format(attempt=attempt)).splitlines()[-1])


def sign_out(page: Page) -> None:
    page.goto("/home/")
    page.locator("form[action='/sign-out/'] button").first.click()
    page.wait_for_url("**/sign-in/**")


def answer_next(page: Page) -> None:
    page.locator("[data-act=next]").click()
    answer(page)


def looked_at(page: Page, name: str) -> None:
    keep_picture(page, f"anew-{name}")
    assert_fits(page)
    assert_accessible(page)


def test_the_same_person_signs_in_anew_and_goes_on(platform, open_page, waiting):
    who = waiting.pop()
    page = at_a_terminal(platform, open_page, who)
    paper = to_the_paper(page, who)
    answer(page)
    state(page, "server")
    other = page.context.new_page()
    # The session is gone, and the page with the paper does not hear of it before there is another one.
    page.context.clear_cookies(name="sessionid")
    enter_as_trainee(other, who)
    answer_next(page)
    state(page, "server")
    expect(page.locator("[data-message]")).to_be_empty()
    assert kept(platform, paper) == [[1, 1, ""], [1, 2, ""]]
    sign_out(other)
    answer_next(page)
    expect(page.locator("[data-message] .notice--danger")).to_be_visible()
    state(page, "local")
    assert len(kept(platform, paper)) == 2
    enter_as_trainee(other, who)
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server", timeout=30_000)
    expect(page.locator("[data-message]")).to_be_empty()
    assert kept(platform, paper) == [[1, 1, ""], [1, 2, ""], [1, 3, ""]]
    page.reload()
    begin(page)
    assert answered(page) == 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_another_person_is_signed_in_the_page_keeps_all_and_shows_nothing(
    platform, open_page, waiting, language
):
    ali, bea = waiting.pop(), waiting[0]
    page = at_a_terminal(platform, open_page, ali, language)
    paper = to_the_paper(page, ali)
    answer(page)
    state(page, "server")
    other = page.context.new_page()
    sign_out(other)
    enter_as_trainee(other, bea)
    answer_next(page)
    words = {"zh-hans": "现在登录的是另一个人", "en": "Another person is signed in"}[language]
    expect(page.locator("[data-message]")).to_contain_text(words)
    expect(page.locator("fieldset.question")).to_have_count(0)
    state(page, "local")
    waits = {"zh-hans": "还没有送到服务器", "en": "not at the server yet"}[language]
    expect(page.locator("[data-save-state] [data-for=local]")).to_contain_text(waits)
    looked_at(page, f"other-person-{language}")
    assert kept(platform, paper) == [[1, 1, ""]]
    sign_out(other)
    enter_as_trainee(other, ali)
    expect(page.locator("fieldset.question")).to_be_visible(timeout=30_000)
    state(page, "server")
    assert answered(page) == 2
    assert kept(platform, paper) == [[1, 1, ""], [1, 2, ""]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_where_terminals_are_not_registered_the_invigilator_is_asked_and_all_answers_count(
    platform, open_page, waiting, language
):
    who = waiting.pop()
    page = open_page(base_url=platform.base_url, language=language)
    paper = to_the_paper(page, who)
    answer(page)
    state(page, "server")
    other = page.context.new_page()
    page.context.clear_cookies(name="sessionid")
    enter_as_trainee(other, who)
    answer_next(page)
    words = {"zh-hans": "您重新登录过了", "en": "You have signed in anew"}[language]
    expect(page.locator("[data-message]")).to_contain_text(words)
    state(page, "local")
    looked_at(page, f"other-seat-{language}")
    page.locator("[data-message] button").click()
    expect(page.locator("[data-message] .notice--warning")).to_be_visible()
    decide(platform, open_page, who, "approve")
    begin(page)
    assert answered(page) == 2
    state(page, "server")
    assert kept(platform, paper) == [[1, 1, ""], [1, 2, ""]]
