"""The licence examination from schedule to released result: theory of 70 + 30 items, then a practical with a veto item.

A candidate passes theory, without which nobody is admitted to the practical; falls by a veto item in the first try and
passes in the second one of the day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils.timezone import localtime, now
from playwright.sync_api import Page, expect

from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee
from tests.journeys.practical import PANEL, Day, choose, press, send, trainee_at
from tests.journeys.trainee import Trainee
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SITTINGS, RESULTS = "/authoring/sittings/", "/authoring/results/"
# Trainees of the demonstration who learn low-voltage work and have tried no examination yet; one for each language.
CANDIDATES = {"zh-hans": 25, "en": 27}
KINDS = """() => fetch(document.getElementById("runner").dataset.api)
  .then((answer) => answer.json()).then((paper) => paper.items.map((item) => item.kind))"""
# What the waiting room says of the examination, and the page of its result, in the candidate's own language.
SAYS = {
    "zh-hans": {
        "rules": ("100", "120分钟", "80 %"),
        "result": ("合格", "判断题", "单选题", "100 / 100", "80 / 100"),
    },
    "en": {
        "rules": ("100", "120 minutes", "80 %"),
        "result": ("Passed", "True or false", "One answer", "100 / 100", "80 / 100"),
    },
}


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform of this file's own: its examinations go to the end."""
    with running_platform() as started:
        yield started


# --- theory ----------------


def plan_theory(day: Day, officer: Page, name: str) -> str:
    """Schedule the sitting in the free room, admit the candidate, draw the seats, name who watches; return its key."""
    officer.goto(f"{SITTINGS}new/")
    choose(officer, "#id_papers", "LVE-LICENCE")
    choose(officer, "#id_room", f"{day.words['site']} · 计算机教室四")
    # The form takes one day, also when the test runs around midnight.
    today = localtime(now()).replace(second=0, microsecond=0)
    begins = max(today - timedelta(minutes=5), today.replace(hour=0, minute=0))
    closes = min(begins + timedelta(minutes=30), today.replace(hour=23, minute=59))
    officer.fill("#id_day", f"{begins:%Y-%m-%d}")
    officer.fill("#id_opens", f"{begins:%H:%M}")
    officer.fill("#id_closes", f"{closes:%H:%M}")
    submit(officer)
    meant = officer.locator("#id_is_meant")
    if meant.count():  # at night the form asks first
        meant.check()
        submit(officer)
    address = officer.url
    officer.goto(f"{address}candidates/")
    for box in officer.locator("input[name=enrolment]").all():
        box.uncheck()
    officer.get_by_label(name, exact=True).check()
    submit(officer)
    officer.goto(f"{address}seats/")
    submit(officer)
    officer.goto(f"{address}invigilators/")
    for box in officer.locator("main input[type=checkbox]").all():
        box.check()
    submit(officer)
    officer.goto(address)
    return address.rstrip("/").rsplit("/", 1)[1]


def submit(page: Page) -> None:
    """Send the form in the middle of a page of the desk."""
    with page.expect_navigation():
        page.locator("main form[method=post] button[type=submit]").first.click()


def write_theory(day: Day, who: dict[str, str]) -> Page:
    """Answer all hundred items rightly and hand in; return the page with the receipt."""
    page = day.open_page(base_url=day.base_url, language=day.language)
    enter_as_trainee(page, who)
    page.goto("/exams/")
    page.locator("main .card a").first.click()
    for words in SAYS[day.language]["rules"]:
        expect(page.locator("main")).to_contain_text(words)
    page.locator("#door a.button").click()
    trainee = Trainee(page, day.language, "desktop", who, seen={"06-question"})
    expect(page.locator("[data-navigator] a")).to_have_count(100)
    assert Counter(page.evaluate(KINDS)) == {"true_false": 70, "single": 30}
    trainee.answer_all()
    page.click("[data-act=hand-in]")
    page.click("[data-act=hand-in-now]")
    page.wait_for_url("**/receipt/", timeout=30_000)
    return page


def release_theory(day: Day, sitting: str, receipt: Page) -> None:
    """Freeze the results as one officer and release them as another; the candidate reads that it is a pass."""
    first = day.page_of("examofficer")
    freeze = first.locator("main form[method=post]")
    for _moment in range(30):  # until the worker has marked the paper
        first.goto(f"{RESULTS}{sitting}/freeze/")
        if freeze.count():
            break
        first.wait_for_timeout(1_000)
    submit(first)
    frozen = first.url
    second = day.page_of("examofficer2")
    second.goto(frozen)
    second.locator("#id_has_looked").check()
    submit(second)
    receipt.reload()
    expect(receipt.locator("#result .notice--success")).to_be_visible()
    receipt.goto(receipt.url.replace("/receipt/", "/result/"))
    for words in SAYS[day.language]["result"]:
        expect(receipt.locator("main")).to_contain_text(words)
    day.look(receipt, "theory-result")


# --- practical ----------------


def refuse_before_theory(day: Day, officer: Page, name: str) -> None:
    """See why the candidate cannot be admitted yet."""
    officer.goto(f"{day.address}candidates/")
    line = officer.locator("main li").filter(has_text=name)
    expect(line).to_contain_text(day.words["before"])
    day.look(officer, "not-before-theory")


def mark_all(day: Day, pages: dict[str, Page], *, count: int, veto: bool = False) -> None:
    """Let every assessor of the panel mark and sign the newest sheet."""
    for page in pages.values():
        day.open_sheets(page, count=count)
        day.mark(page, count, veto=veto)
        day.sign(page, count)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_licence_examination_runs_from_schedule_to_released_result(platform, open_page, watch, language):
    watch.expect("422")  # whoever plans at night is asked
    day = Day(open_page, platform.base_url, language, "licence")
    who = trainee_at(CANDIDATES[language])
    officer = day.page_of("examofficer")
    day.plan(officer, "LVE-PRACTICAL", "电工实训室")
    refuse_before_theory(day, officer, who["name"])
    sitting = plan_theory(day, officer, who["name"])
    room = day.page_of("invigilator")
    room.goto(f"/exams/console/{sitting}/")
    # Nobody was compared with their papers yet: the room asks before it opens.
    room.locator("main a[href$='/open/']").click()
    room.locator("#id_is_sure").check()
    send(room)
    receipt = write_theory(day, who)
    room.goto(f"/exams/console/{sitting}/")
    room.locator("main a[href$='/close/']").click()
    room.locator("#id_is_sure").check()
    send(room)
    release_theory(day, sitting, receipt)

    day.admit(officer, [who["name"]])
    day.open(officer)
    assessors = {name: day.page_of(name) for name in PANEL}
    mark_all(day, assessors, count=1, veto=True)
    officer.goto(day.address)
    press(officer, "again")
    mark_all(day, assessors, count=2)
    day.settle(officer)
    day.release(day.page_of("examofficer2"))
    result = day.read_result(who, "passed")
    result.goto("/exams/practical/mine/")
    expect(result.locator("main")).to_contain_text(day.words["failed"])
    day.look(result, "both-tries")
