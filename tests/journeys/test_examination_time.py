"""The time of an examination in the browser: stopped and let go on, run out while the server is away, given back."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee, enter_office
from tests.exams.test_runner_browser import answer, answered, begin, state
from tests.support.browser import assert_accessible, assert_fits, keep_picture
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LEFT = 16

# Signs of life come every second instead of every fifteen: what is learned by them is the same.
OFTEN = """(() => {
  const wait = window.setTimeout;
  window.setTimeout = (act, ms, ...more) => wait(act, ms > 11000 && ms < 19000 ? 1000 : ms, ...more);
})()"""

# Somebody whose clock began twenty minutes ago and has a few seconds left.
BEGUN = """
from datetime import timedelta
from django.utils.timezone import now
from lms.exams.models import Attempt, TimeEvent
attempt = Attempt.objects.get(candidate__enrolment__person__full_name={name!r}, state="prepared")
print(attempt.uuid, attempt.candidate.sitting.uuid)
if {left}:
    TimeEvent.objects.create(
        attempt=attempt, kind="start", at=now() - timedelta(minutes=20), seconds=20 * 60 + {left}
    )
    Attempt.objects.filter(pk=attempt.pk).update(state="in_progress")
"""

# The power cut had lasted longer than a test can wait.
LONG_AWAY = """
from datetime import timedelta
from django.db.models import F
from lms.exams.models import KeptTime
KeptTime.objects.update(web_at=F("web_at") - timedelta(seconds=90))
"""


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: its server is killed."""
    with running_platform() as started:
        yield started


@dataclass
class Room:
    """A sitting that runs, its invigilator's page, and candidates of whom each sits at a machine of their own."""

    platform: RunningPlatform
    staff: Page
    sitting: str = ""

    def begun(self, who: dict, *, left: int = 0) -> str:
        """Return the address of a candidate's paper, whose clock has `left` seconds when it runs already."""
        printed = self.platform.manage("shell", "-c", BEGUN.format(name=who["name"], left=left))
        attempt, self.sitting = printed.split()[-2:]
        return f"/exams/attempts/{attempt}/"

    def act(self, deed: str) -> None:
        """Stop everybody's clock or let it go on."""
        self.staff.goto(f"/exams/console/{self.sitting}/acts/{deed}/")
        self.send("演练")

    def agree_to_outage(self) -> None:
        """Give the time back that the server was away."""
        self.staff.goto(f"/exams/console/{self.sitting}/")
        self.staff.locator("a[href*='/requests/']").first.click()
        look(self.staff, "outage")
        self.send("确实停电", "button[value=approve]")

    def send(self, reason: str, button: str = "main form button[type=submit]") -> None:
        """Write the reason and send the form."""
        self.staff.fill("#id_reason", reason)
        with self.staff.expect_navigation():
            self.staff.locator(button).first.click()

    def agree_to_seat(self) -> None:
        """Let a candidate go on at another seat."""
        self.staff.goto(f"/exams/console/{self.sitting}/")
        self.staff.locator("#console button[value=approve]").first.click()


@pytest.fixture
def waiting(platform) -> list[dict]:
    """Trainees of the demonstration who have an examination that nobody has started."""
    return platform.candidates()


@pytest.fixture
def room(platform, open_page) -> Room:
    staff = open_page(base_url=platform.base_url)
    enter_office(staff, platform.sign_in("invigilator"))
    return Room(platform, staff)


@pytest.fixture
def sit(platform, open_page):
    """Return a function that lets somebody sit down at a machine of their own."""

    def make(who: dict, **how: str) -> Page:
        page = open_page(base_url=platform.base_url, **how)
        page.add_init_script(OFTEN)
        enter_as_trainee(page, who)
        return page

    return make


def look(page: Page, name: str) -> None:
    """Keep a picture, and see that the page fits and keeps nobody out."""
    keep_picture(page, f"time-{name}")
    assert_fits(page)
    assert_accessible(page)


def is_open(page: Page, yes: bool) -> None:
    """Wait until the question can be answered, or cannot."""
    field = expect(page.locator("fieldset.question input").first)
    field.to_be_enabled() if yes else field.to_be_disabled()


def test_time_that_runs_out_while_the_server_is_away_goes_on(room, sit, waiting, watch):
    watch.expect("Failed to load resource")
    page = sit(waiting[0], screen="phone")
    paper = room.begun(waiting[0], left=LEFT)
    page.goto(paper)
    begin(page)
    room.platform.kill_web()
    answer(page)
    state(page, "local")
    expect(page.locator("#hand-in")).to_be_visible(timeout=(LEFT + 10) * 1000)
    is_open(page, False)
    look(page, "run-out-phone")
    room.platform.manage("shell", "-c", LONG_AWAY)
    room.platform.restart_web()
    expect(page.locator("#hand-in")).to_be_hidden(timeout=20_000)
    is_open(page, True)
    expect(page.locator("[data-message]")).to_contain_text("还有考试时间")
    look(page, "goes-on-phone")
    # The waits between tries have grown while the server was away.
    expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server", timeout=20_000)
    page.locator("[data-act=next]").click()
    answer(page)
    state(page, "server")
    expect(page.locator("[data-message]")).to_contain_text("是否计分稍后决定")
    room.agree_to_outage()
    page.locator("[data-act=next]").click()
    answer(page)
    state(page, "server")
    page.locator("[data-act='hand-in']").click()
    page.locator("[data-act='hand-in-now']").click()
    page.wait_for_url("**/receipt/")
    room.staff.goto(
        f"/exams/console{paper.removeprefix('/exams').replace('/attempts', f'/{room.sitting}/attempts')}"
    )
    expect(room.staff.locator("main")).to_contain_text("已答题数：3")


def test_the_page_stands_still_with_the_room_and_shows_what_comes_late(room, sit, waiting, watch):
    for expected in ("409", "Failed to load resource"):
        watch.expect(expected)
    who = waiting[1]
    first, second = sit(who, language="en"), sit(who)
    paper = room.begun(who)
    first.goto(f"/exams/sittings/{room.sitting}/")
    first.locator("#door a.button").click()
    begin(first)
    room.act("pause")
    expect(first.locator("[data-timer]")).to_have_attribute("data-state", "paused")
    expect(first.locator("fieldset.question")).to_have_count(0)
    look(first, "paused-en")
    # Loaded anew it stands still at once: nobody reads while the time does not run.
    first.reload()
    expect(first.locator("[data-timer]")).to_have_attribute("data-state", "paused")
    expect(first.locator("[data-question-body]")).to_contain_text("when your time goes on")
    expect(first.locator("fieldset.question")).to_have_count(0)
    room.act("resume")
    is_open(first, True)
    first.context.set_offline(True)
    answer(first)
    state(first, "local")
    second.goto(paper)
    expect(second.locator("[data-message] .notice")).to_be_visible()
    room.agree_to_seat()
    begin(second)
    assert answered(second) == 0
    first.context.set_offline(False)
    expect(second.locator("[data-message]")).to_contain_text("1")
    expect(second.locator("#question-hint")).to_contain_text("原座位")
    expect(second.locator("fieldset.question input").first).to_be_checked()
    assert answered(second) == 1
    look(second, "late")
    is_open(first, False)
