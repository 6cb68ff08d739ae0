"""A practical examination step by step, as its officers, assessors and candidates press their way through it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.timezone import localtime, now
from playwright.sync_api import Page, expect

from lms.demonstration.people import PIN, STAFF_PASSWORD, trainee_names, trainee_number
from tests.accounts.test_sign_in_in_the_browser import enter_as_trainee, enter_office
from tests.support.browser import assert_accessible, assert_fits, keep_picture

PANEL = {"assessor": "示范考评员", "assessor2": "样板考评员", "assessor3": "模板考评员"}
Open = Callable[..., Page]

WORDS = {
    "zh-hans": {
        "site": "示范第一教学点",
        "marking": "评分中",
        "released": "已发布",
        "signed": "已签名",
        "passed": "合格",
        "failed": "不合格",
        "second": "须由另一名考务员发布",
        "spread": "考评员之间的分差超过限值",
        "apart": "超过允许分差",
        "unfinished": "评分还没有完成",
        "veto": "否决项",
        "before": "须先合格的 低压电工作业理论考试 尚未合格",
    },
    "en": {
        "site": "Demonstration Site One",
        "marking": "Being marked",
        "released": "Released",
        "signed": "Signed",
        "passed": "Passed",
        "failed": "Not passed",
        "second": "Another examinations officer",
        "spread": "too far apart",
        "apart": "A further assessor has marked",
        "unfinished": "the marking is not finished",
        "veto": "veto item",
        "before": "has not passed Low-voltage electrical work: theory examination",
    },
}


def trainee_at(place: int) -> dict[str, str]:
    """Return the sign-in of the trainee at this place of the demonstration's list."""
    return {"username": trainee_number(place), "secret": PIN, "name": trainee_names()[place]}


def send(page: Page) -> None:
    """Send the page's form, and be on the page that answers it."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").click()


def press(page: Page, act: str, *, where: str = "main", tick: bool = False) -> None:
    """Press the button of the form that leads to an act, and be on the page that answers it; `tick` its box first."""
    if tick:
        page.locator(f"{where} form[action$='/{act}/'] [name=is_sure]").check()
    with page.expect_navigation():
        page.locator(f"{where} form[action$='/{act}/'] button").first.click()


def choose(page: Page, field: str, text: str) -> None:
    """Choose in a list the entry that holds a text."""
    option = page.locator(f"{field} option").filter(has_text=text).first
    page.locator(field).select_option(option.get_attribute("value"))


@dataclass
class Day:
    """One practical examination in one language, from its plan to what its candidates read."""

    open_page: Open
    base_url: str
    language: str
    name: str
    address: str = ""

    @property
    def words(self) -> dict[str, str]:
        """Return what the pages say in this language."""
        return WORDS[self.language]

    def page_of(self, username: str, **how: str) -> Page:
        """Return a page on which somebody of the staff is signed in."""
        page = self.open_page(base_url=self.base_url, language=self.language, **how)
        enter_office(page, {"username": username, "secret": STAFF_PASSWORD})
        return page

    def look(self, page: Page, name: str) -> None:
        """Keep a picture, and see that the page fits and keeps nobody out."""
        keep_picture(page, f"{self.name}-{self.language}-{name}")
        assert_fits(page)
        assert_accessible(page)

    # --- officers ----------------

    def plan(self, officer: Page, scheme: str, room: str) -> None:
        """Plan an examination that begins now."""
        officer.goto("/exams/practical/new/")
        choose(officer, "#id_scheme", scheme)
        choose(officer, "#id_room", f"{self.words['site']} · {room}")
        begins = localtime(now()) - timedelta(minutes=5)
        officer.locator("#id_starts_at").fill(begins.strftime("%Y-%m-%dT%H:%M"))
        send(officer)
        self.address = officer.url

    def admit(self, officer: Page, names: list[str]) -> None:
        """Admit these candidates."""
        officer.goto(f"{self.address}candidates/")
        for name in names:
            officer.locator("main label").filter(has_text=name).locator("input").check()
        self.look(officer, "admitting")
        send(officer)

    def open(self, officer: Page) -> None:
        """Name the panel, draw the tasks, let it mark."""
        for name in PANEL.values():
            officer.goto(f"{self.address}panel/")
            officer.locator("#id_assessor").select_option(label=name)
            send(officer)
        self.look(officer, "planned")
        press(officer, "open")
        expect(officer.locator("main .tag").first).to_have_text(self.words["marking"])

    def settle(self, officer: Page) -> None:
        """Settle the results; the same officer cannot release them."""
        officer.goto(self.address)
        press(officer, "close", tick=True)
        expect(officer.locator("main form[action$='/release/']")).to_have_count(0)
        expect(officer.locator("body")).to_contain_text(self.words["second"])

    def release(self, officer: Page) -> None:
        """Release the results as a second officer."""
        officer.goto(self.address)
        press(officer, "release", tick=True)
        expect(officer.locator("main .tag").first).to_have_text(self.words["released"])
        self.look(officer, "released")

    # --- assessors ----------------

    def open_sheets(self, page: Page, *, count: int) -> None:
        """Open the marking page of the examination."""
        uuid = self.address.rstrip("/").rsplit("/", 1)[1]
        page.goto(f"/exams/marking/{uuid}/")
        expect(page.locator(".marking__list > li")).to_have_count(count)

    def mark(self, page: Page, candidate: int, *, act: str = "full", veto: bool = False) -> None:
        """Mark every criterion of every task of a candidate with one press each."""
        tasks = page.locator(".marking__list > li").nth(candidate - 1).locator(".marking__task").count()
        for number in range(1, tasks + 1):
            page.evaluate(f"location.hash = '#{candidate}/{number}'")
            expect(page.locator(".eyebrow")).to_contain_text(self.task(number))
            for button in page.locator(f"[data-act={act}]").all():
                button.click()
            if veto and number == 1:
                page.locator("[data-act=veto]").first.click()
                page.locator("#veto button[value=yes]").click()
                expect(page.locator("[data-act=veto]").first).to_have_attribute("data-happened", "true")
        page.evaluate("location.hash = '#'")
        expect(page.locator(".marking__list")).to_be_visible()

    def task(self, number: int) -> str:
        """Return how a task is called above its criteria."""
        return f"Task {number} of" if self.language == "en" else f"第{number}题"

    def sign(self, page: Page, candidate: int) -> None:
        """Sign a sheet once everything is at the server."""
        expect(page.locator("[data-save-state]")).to_have_attribute("data-state", "server")
        page.evaluate(f"location.hash = '#{candidate}/sign'")
        page.fill("#secret", STAFF_PASSWORD)
        page.locator("[data-sign] button[type=submit]").click()
        expect(page.locator("[data-screen] .lead")).to_contain_text(self.words["signed"])
        page.evaluate("location.hash = '#'")
        expect(page.locator(".marking__list")).to_be_visible()

    # --- candidates ----------------

    def read_result(self, who: dict[str, str], verdict: str) -> Page:
        """Read the newest result as its candidate, on a phone."""
        page = self.open_page(base_url=self.base_url, language=self.language, screen="phone")
        enter_as_trainee(page, who)
        page.goto("/exams/practical/mine/")
        page.locator("main a[href*='/exams/practical/mine/']").first.click()
        page.wait_for_url("**/mine/*/")
        notice = page.locator(f"main .notice--{'success' if verdict == 'passed' else 'warning'}")
        expect(notice).to_contain_text(self.words[verdict])
        self.look(page, f"result-{verdict}")
        return page
