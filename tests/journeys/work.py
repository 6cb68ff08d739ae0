"""From an opening to work: what people of an employer and of the office do at their screens, in either language.

Nobody looks for words here: links are known by where they lead, fields by their names, so that one walk does for both
languages; what a page has to say is asked in `told`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Locator, Page, Response, ViewportSize, expect

from tests.factories.employers import SIGNS_UP
from tests.journeys.desk import WAGTAILS
from tests.journeys.trainee import Trainee
from tests.support.browser import assert_accessible, assert_fits, keep_picture, wait_until

CHINESE = "zh-hans"
TELEPHONE: ViewportSize = {"width": 390, "height": 844}
EVIDENCE = ("register", "called")
FIGURES = ("referral", "success", "stable_3", "match")
PARTS = ("yes", "of", "unknown", "not_due")


@dataclass
class Walker:
    """Somebody at a screen."""

    page: Page
    language: str
    looked_at: set[str] = field(default_factory=set)

    def main(self) -> Locator:
        """Return the page without its menu."""
        return self.page.locator("main")

    def look(self, name: str) -> None:
        """Check a page as it is and as wide as a telephone, and keep both pictures; once for each kind of page."""
        if name in self.looked_at:
            return
        self.looked_at.add(name)
        self.page.wait_for_load_state()
        keep_picture(self.page, f"{'zh-' if self.language == CHINESE else ''}work-{name}")
        assert_accessible(self.page, exclude=WAGTAILS)
        assert_fits(self.page)
        wide = self.page.viewport_size
        assert wide
        self.page.set_viewport_size(TELEPHONE)
        keep_picture(self.page, f"{'zh-' if self.language == CHINESE else ''}work-{name}-390")
        assert_fits(self.page)
        self.page.set_viewport_size(wide)

    def told(self, chinese: str, english: str) -> None:
        """Check what the page says."""
        expect(self.page.locator("body")).to_contain_text(chinese if self.language == CHINESE else english)

    def follow(self, address: str, *, words: str = "") -> None:
        """Go where a link of the page leads, known by the end of its address and, where there are many, its words."""
        links = self.main().locator(f"a[href$='{address}'], a[href*='{address}?']")
        with self.page.expect_navigation():
            (links.filter(has_text=words) if words else links).first.click()

    def send(self) -> None:
        """Send the form of the page; a page that refuses it says why."""
        with self.page.expect_navigation() as sent:
            self.main().locator("form[method=post] button[type=submit]").first.click()
        self._refuse_refusal(sent.value)

    def _refuse_refusal(self, answer: Response) -> None:
        assert answer.status < 400, f"{answer.status} {self.page.url}: {self.main().inner_text()}"

    def type(self, **said: object) -> None:
        """Type into fields by their names."""
        for name, value in said.items():
            self.main().locator(f"[name='{name}']").fill(str(value))

    def tick(self, name: str, *values: str) -> None:
        """Tick or choose answers by their values."""
        for value in values:
            self.main().locator(f"[name='{name}'][value='{value}']").check()

    def take(self, address: str) -> bytes:
        """Take away the file behind a link."""
        link = self.main().locator(f"a[href$='{address}']").first.get_attribute("href")
        answer = self.page.request.get(str(link))
        assert answer.status == 200, f"{answer.status} {answer.url}"
        return bytes(answer.body())

    def status(self, address: str) -> int:
        """Return how the server answers at an address that somebody kept."""
        return self.page.request.get(address).status


@dataclass
class Officer(Walker):
    """Somebody of the office, with a sign-in of the demonstration."""

    who: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Sign in, unless one is: it ends after some hours."""
        self.page.goto("/accounts/login/")
        if self.page.url.endswith("/home/"):
            return
        self.page.fill("#id_login", self.who["username"])
        self.page.fill("#id_password", self.who["secret"])
        self.page.press("#id_password", "Enter")
        self.page.wait_for_url("**/home/")

    def search(self, list_address: str, words: str, *, name: str = "q") -> None:
        """Narrow a list to some words."""
        self.page.goto(list_address)
        field_ = self.main().locator(f"form[role=search] [name='{name}']")
        field_.fill(words)
        with self.page.expect_navigation():
            field_.press("Enter")

    # --- the employer and its opening ----------------

    def verify(self, employer: str) -> None:
        """Compare an employer with the public register, call it, and stand for it."""
        self.search("/authoring/employers/", employer)
        self.look("05-employers")
        self.main().get_by_role("link", name=employer).first.click()
        self.page.wait_for_url(re.compile(r"/employers/[0-9a-f-]{36}/$"))
        self.look("06-employer")
        self.follow("/verify/")
        self.tick("checks", *EVIDENCE)
        self.look("07-verify")
        self.send()

    def approve(self, work: str) -> str:
        """Read an opening and approve it; return its address."""
        self.search("/authoring/openings/", work)
        self.look("11-openings")
        self.main().get_by_role("link", name=work).first.click()
        self.page.wait_for_url(re.compile(r"/openings/[0-9a-f-]{36}/$"))
        address = self.page.url
        self.look("12-opening")
        self.follow("/approve/")
        self.send()
        return address

    def propose(self, opening: str, number: str, name: str) -> None:
        """Look for people beside an opening, and propose one."""
        self.page.goto(opening)
        self.follow("/people/")
        self.look("13-people")
        self.search(self.page.url, number)
        self.main().get_by_role("checkbox", name=name).check()
        with self.page.expect_navigation():
            self.main().locator("form[action$='/propose/'] button[type=submit]").click()
        self.type(why="有证书，想做这份工作")
        self.look("14-propose")
        self.send()

    # --- the sheet ----------------

    def issue(self, name: str, work: str) -> str:
        """Read what would be told, and issue the sheet; return the address of the referral."""
        self.page.goto("/authoring/referrals/")
        self.look("20-waits-for-the-sheet")
        row = self.main().locator("tr", has_text=work).filter(has_text=name)
        row.get_by_role("link", name=name).click()
        self.page.wait_for_url("**/to-issue/**")
        self.look("21-issue")
        self.send()
        self.page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}/$"))
        self.look("22-referral")
        return self.page.url

    # --- the release, and afterwards ----------------

    def expect_release(self, name: str, day: str) -> None:
        """Write down that somebody leaves soon, as a paper says: people are proposed for when they are free."""
        self._open_stay(name)
        self.follow("/forecast/")
        self.tick("is_known", "yes")
        self.type(release_date=day, reason="评估提前")
        self.send()

    def release(self, name: str, today: str) -> None:
        """Write the contact form together with the person, then end the stay."""
        self._open_stay(name)
        stay = self.page.url
        self.main().locator("a[href*='/follow-ups/releases/']").click()
        self.page.wait_for_url("**/releases/**")
        self.tick("agrees", "yes")
        self.type(phone="139 0000 0000")
        self.look("32-contact-form")
        self.send()
        self.page.goto(stay)
        self.follow("/end/")
        self.type(left_date=today)
        self.send()  # what happens is shown first
        self.send()

    def _open_stay(self, name: str) -> None:
        self.search("/authoring/admissions/", name, name="words")
        self.main().get_by_role("link", name=name).first.click()
        self.page.wait_for_url(re.compile(r"/admissions/[0-9a-f-]{36}/$"))

    def call(self, name: str) -> None:
        """Call somebody who is due, and write down what was told."""
        self.page.goto("/authoring/follow-ups/")
        self.look("40-due")
        self.main().get_by_role("link", name=name).first.click()
        self.page.wait_for_url(re.compile(r"/follow-ups/[0-9a-f-]{36}/$"))
        self.tick("mode", "call")
        self.tick("result", "reached")
        self.main().locator("[name=work]").select_option("working")
        self.look("41-call")
        with self.page.expect_navigation():  # the page sends it, and comes anew when it is kept
            self.main().locator("form[data-follow-up-form] button[type=submit]").click()

    def figures(self) -> dict[str, dict[str, int]]:
        """Return how many people stand in each part of the figures, of all years; each number leads to its people."""
        self.page.goto("/authoring/indicators/?by=year")
        return {
            figure: {part: sum(self._numbers(f"indicator={figure}&part={part}")) for part in PARTS}
            for figure in FIGURES
        }

    def _numbers(self, behind: str) -> list[int]:
        links = self.main().locator(f"tbody a[href$='{behind}']")
        return [int(text) for text in links.all_inner_texts()]


@dataclass
class Employer(Walker):
    """Somebody of an employer, with an authenticator app on the own telephone."""

    said: dict[str, str] = field(default_factory=lambda: dict(SIGNS_UP))
    secret: str = ""
    sent: str = ""
    key: str = ""

    def sign_up(self) -> None:
        """Sign up, open the letter, and say with the password that it was oneself."""
        page = self.page
        page.goto("/accounts/login/")
        self.follow("/accounts/signup/")
        self.type(**self.said)
        self.look("01-sign-up")
        self.send()
        self.look("02-letter-sent")
        self.follow("/demonstration/letters/")
        self.letter("/confirm-email/").locator("a[href*='/confirm-email/']").click()
        page.wait_for_url("**/confirm-email/**")
        self.type(password=self.said["password1"])
        self.look("03-confirm")
        self.send()

    def sign_in(self) -> None:
        """Sign in with the password and, once the app is set up, with its number."""
        page = self.page
        page.goto("/accounts/login/")
        self.type(login=self.said["email"], password=self.said["password1"])
        self.send()
        if self.secret:
            self._send_code()

    def set_up_app(self) -> None:
        """Set up the authenticator app."""
        self.follow("/accounts/2fa/")
        self.look("04-second-step")
        self.follow("/totp/activate/")
        self.type(password=self.said["password1"])  # asked once more before what protects the account changes
        self.send()
        self.secret = self.main().locator(".mono").inner_text()
        self._send_code()
        self.look("04-recovery-codes")

    def _send_code(self) -> None:
        """Type the number that the app shows; each opens once."""
        wait_until(self.page, lambda: self._code() != self.sent, seconds=40)
        self.sent = self._code()
        self.type(code=self.sent)
        self.send()

    def _code(self) -> str:
        return format_hotp_value(hotp_value(self.secret, next(yield_hotp_counters_from_time())))

    def offer(self, work: dict[str, str], *, occupation: str) -> None:
        """Write an opening and send it in."""
        self.page.goto("/home/")
        self.look("08-employer-home")
        self.follow("/openings/")
        self.follow("/openings/new/")
        self.tick("insurance", "five")
        self.tick("lodging", "free")
        self.main().locator("[name=occupation]").select_option(occupation)
        self.type(**work)
        self.look("09-new-opening")
        self.send()
        self.look("10-opening-draft")
        self.follow("/submit/")
        self.send()

    def make_key(self) -> None:
        """Make a key for programs, which shows itself once."""
        self.page.goto("/verify/keys/")
        self.follow("/verify/keys/new/")
        self.type(name="招聘系统", secret=self.said["password1"])
        self.send()
        self.key = self.page.locator("#new-key").inner_text()

    def asked_by_program(self, code: str) -> str:
        """Return what the API says of a code."""
        bearer = {"Authorization": f"Bearer {self.key}"}
        answer = self.page.request.get(f"/api/v1/certificates/verify/{code}", headers=bearer)
        assert answer.status == 200, answer.text()
        return f"{answer.json()['state']} {answer.text()}"

    def letter(self, words: str) -> Locator:
        """Wait for the newest letter to oneself with these words."""
        self.page.goto("/demonstration/letters/")
        own = self.main().locator("article", has_text=self.said["email"]).filter(has_text=words).first

        def has_come() -> bool:
            if not own.count():
                self.page.reload()
            return bool(own.count())

        wait_until(self.page, has_come, seconds=60)
        return own

    def reply(self, referral: str, answer: str, day: str) -> None:
        """Answer a referral."""
        self.page.goto(referral)
        self.follow("/reply/")
        self.tick("answer", answer)
        self.type(day=day)
        self.look("25-reply")
        self.send()


@dataclass
class Person(Walker):
    """Somebody in training, at a terminal."""

    who: dict[str, str] = field(default_factory=dict)

    def sign_in(self) -> None:
        """Sign in by number and PIN, and confirm."""
        Trainee(self.page, self.language, "desktop", self.who).sign_in()

    def agree(self, employer: str) -> None:
        """Read who asks and what would be told, and say yes with the own PIN."""
        self._open("15-work", employer)
        self.look("16-question")
        for box in self.main().locator("input[name=fields]").all():
            self.tick("fields", str(box.get_attribute("value")))
        with self.page.expect_navigation():
            self.main().locator("form[action$='/give/'] button[type=submit]").click()
        self.look("17-yes")
        self.type(secret=self.who["secret"])
        self.send()
        self.look("18-said-yes")

    def may_be_called(self) -> None:
        """Say that somebody may call after the release."""
        self.follow("/work/")
        self.follow("/work/calls/")
        self.look("30-calls")
        self.type(secret=self.who["secret"])
        self.send()
        self.look("31-calls-yes")

    def take_back(self, employer: str) -> None:
        """Take the yes back."""
        self._open("50-work", employer)
        self.follow("/withdraw/")
        self.look("51-take-back")
        self.send()

    def _open(self, picture: str, employer: str) -> None:
        """Open the question of an employer."""
        self.follow("/work/")
        self.look(picture)
        self.main().locator(".card", has_text=employer).get_by_role("link").first.click()
        self.page.wait_for_url(re.compile(r"/work/[0-9a-f-]{36}/$"))
