"""A held answer that is refused while there is time, in a real browser: the page says so, also after a reload."""

from playwright.sync_api import Page, expect

from tests.exams.test_runner_browser import (
    answer,
    answered,
    candidate,
    check,
    platform,
    pytestmark,
    state,
    to_the_paper,
    waiting,
)
from tests.support.browser import keep_picture
from tests.support.server import RunningPlatform

__all__ = ["candidate", "platform", "pytestmark", "waiting"]

# The clock of one attempt is stopped before its page learns of it, goes on, and somebody decides.
ATTEMPT = """
from datetime import timedelta
from django.utils.timezone import now
from uuid import uuid4
from lms.core.actor import Actor
from lms.exams.api import NewDecision, decide_evidence
from lms.exams.models import Attempt
attempt = Attempt.objects.get(uuid="{uuid}")
def clock(kind, at):
    attempt.time_events.create(kind=kind, at=at, seconds=0)
def decide(counts):
    place = attempt.events.exclude(held="").latest("position").position
    about = NewDecision(attempt.uuid, attempt.candidate.sitting.uuid, (place,), counts, "停考时作答", uuid4())
    decide_evidence(decision=about, actor=Actor(uuid4(), "invigilator"), now=now())
"""


def in_the_room(platform: RunningPlatform, paper: str, act: str) -> None:
    """Do something to the attempt of a paper."""
    uuid = paper.rstrip("/").rsplit("/", 1)[-1]
    platform.manage("shell", "--command", ATTEMPT.format(uuid=uuid) + act)


def look(page: Page) -> None:
    """Let the page tell its sign of life now."""
    page.evaluate("dispatchEvent(new Event('online'))")


def test_what_was_refused_is_no_answer_any_more_and_is_answered_again(platform, open_page, candidate):
    page = open_page(base_url=platform.base_url)
    paper = to_the_paper(page, candidate)
    answer(page)
    state(page, "server")
    page.locator("[data-act=next]").click()
    in_the_room(platform, paper, "clock('pause', now() - timedelta(minutes=3))")
    answer(page)
    expect(page.locator("[data-message] .notice")).to_be_visible()
    expect(page.locator("[data-count]")).to_contain_text("另有1题已保存、待决定")
    in_the_room(platform, paper, "clock('resume', now())")
    look(page)
    expect(page.locator("fieldset.question")).to_be_visible()
    expect(page.locator("[data-question-body]")).to_contain_text("是否计分由监考员决定")
    keep_picture(page, "held-waits")
    in_the_room(platform, paper, "decide(False)")
    look(page)
    for _time in ("told", "after a reload"):
        expect(page.locator("[data-message] .notice")).to_contain_text("第2题的最后一次作答不计分")
        expect(page.locator("[data-question-body]")).to_contain_text("在本题的最后一次作答不计分")
        assert answered(page) == 1
        expect(page.locator("[data-navigator] a").nth(1)).to_have_attribute("data-state", "")
        check(page)
        keep_picture(page, "held-refused")
        page.reload()
    answer(page)
    state(page, "server")
    expect(page.locator("[data-navigator] a").nth(1)).to_have_attribute("data-state", "answered")
    assert answered(page) == 2
    expect(page.locator("[data-message] .notice")).to_have_count(0)
    expect(page.locator("[data-question-body]")).not_to_contain_text("不计分")
    page.reload()
    expect(page.locator("[data-question-body]")).not_to_contain_text("不计分")
