"""Somebody with a certificate finds work: from the sign-up of an employer to the figure after three months, and back.

In either language, by people at screens: a new employer with an authenticator app, placement officers, a registrar on
the day of the release, somebody of a community station, and the person, who alone says yes. In the end the person takes
the yes back: nothing that was told can be reached any more, by no address that somebody kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from lms.core.clock import local_date
from tests.factories.employers import SIGNS_UP
from tests.journeys.employer import here, scanned
from tests.journeys.work import Employer, Officer, Person, Walker
from tests.support.browser import LANGUAGES, Watch
from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
EMPLOYER = {CHINESE: SIGNS_UP["name_zh"], ENGLISH: SIGNS_UP["name_en"]}
WORK, TRADE = "面点师", "4-03-02-02"  # 中式面点师
GRADUATED = "已结业，有证书"
STAYS, STARTS, CALLED = 8, 9, 104  # days from the referral: the release, the first day at work, the call


@pytest.fixture
def platform() -> Iterator[RunningPlatform]:
    """A platform whose clock is moved, for each language its own: a clock does not go back."""
    with running_platform(with_clock=True) as started:
        yield started


@dataclass
class People:
    """Everybody who has a part, each at a screen of one's own."""

    platform: RunningPlatform
    employer: Employer
    officer: Officer
    registrar: Officer
    station: Officer
    arranger: Officer
    person: Person
    stranger: Walker

    def wait(self, days: int) -> None:
        """Let days go by."""
        assert self.platform.clock is not None
        self.platform.clock.put(self.platform.clock.now() + timedelta(days=days))

    def day(self, ahead: int = 0) -> str:
        """Return the day that it is at the platform, or one ahead."""
        assert self.platform.clock is not None
        return (local_date(self.platform.clock.now()) + timedelta(days=ahead)).isoformat()


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_sign_up_to_work_and_back(
    platform: RunningPlatform, language: str, open_page: Callable[..., Page], watch: Watch, tmp_path: Path
) -> None:
    watch.expect("410")
    people = gathered(platform, language, open_page)
    before = figures(people)
    join(people)
    opening = offer_work(people)
    ask(people, opening)
    kept = refer(people, tmp_path)
    assert figures(people)["referral"]["yes"] == before["referral"]["yes"] + 1
    leave_and_start(people, kept)
    after_three_months(people)
    take_back(people, kept)


def gathered(platform: RunningPlatform, language: str, open_page: Callable[..., Page]) -> People:
    """Let everybody sit down at a screen."""
    known = {row["username"]: row for row in platform.facts["sign_ins"]}
    trainee = next(row for row in platform.facts["sign_ins"] if GRADUATED in row["about"])

    def screen() -> Page:
        return open_page(base_url=platform.base_url, language=language)

    def officer(username: str) -> Officer:
        return Officer(screen(), language, who=known[username])

    return People(
        platform,
        Employer(screen(), language),
        *(officer(name) for name in ("placement", "registrar", "station", "placement2")),
        Person(screen(), language, who=trainee),
        Walker(screen(), language),
    )


def figures(people: People) -> dict[str, dict[str, int]]:
    """Return the figures of all places."""
    people.arranger.sign_in()
    return people.arranger.figures()


def join(people: People) -> None:
    """An employer signs up and protects its account; an officer stands for it; before, nothing is open to it."""
    employer, officer = people.employer, people.officer
    employer.sign_up()
    employer.sign_in()
    employer.look("04-waits")
    employer.set_up_app()
    assert employer.status("/openings/new/") == 403
    officer.sign_in()
    officer.verify(EMPLOYER[officer.language])


def offer_work(people: People) -> str:
    """The employer offers work, and the officer approves it; return the opening at the desk."""
    work = {
        "title": WORK,
        "district": "示范市样板区",
        "pay_from": "4200",
        "pay_to": "5200",
        "number_wanted": "2",
        "until_date": people.day(30),
        "text": "和面、成形、烘烤，每周休息一天。",
    }
    people.employer.offer(work, occupation=TRADE)
    people.employer.make_key()
    return people.officer.approve(WORK)


def ask(people: People, opening: str) -> None:
    """The officer proposes somebody who leaves soon; the employer hears nothing before the person says yes."""
    name = people.person.who["name"]
    people.registrar.sign_in()
    people.registrar.expect_release(name, people.day(STAYS))
    people.officer.propose(opening, people.person.who["username"], name)
    people.employer.page.goto("/referrals/")
    expect(people.employer.main()).not_to_contain_text(name)
    people.person.sign_in()
    people.person.agree(EMPLOYER[people.person.language])


@dataclass
class Kept:
    """Addresses that somebody kept, and what the sheet was."""

    referral: str
    by_code: str
    at_the_desk: str

    def of_the_employer(self) -> list[str]:
        """Return the addresses behind the employer's sign-in."""
        return [self.referral, *(self.referral + name for name in ("sheet.pdf", "pack.zip", "reply/"))]

    def of_anybody(self) -> list[str]:
        """Return the addresses of who holds the sheet: as it is printed, and those of the page behind it."""
        page = re.sub(r"/R/(\w+)$", r"/r/\1/", self.by_code)
        return [self.by_code, page, page + "sheet.pdf", page + "pack.zip"]

    def of_the_office(self) -> list[str]:
        """Return the addresses of papers at the desk."""
        return [self.at_the_desk + name for name in ("sheet.pdf", "pack.zip")]


def refer(people: People, folder: Path) -> Kept:
    """The officer issues the sheet; the employer reads it on its page, anybody by its code, and invites the person."""
    name = people.person.who["name"]
    at_the_desk = people.officer.issue(name, WORK)
    employer = people.employer
    employer.page.goto("/home/")
    employer.follow("/referrals/")
    employer.look("23-referrals")
    employer.main().get_by_role("link", name=name).click()
    employer.page.wait_for_url(re.compile(r"/referrals/[0-9a-f-]{36}/$"))
    employer.look("24-referral")
    sheet = employer.take("/sheet.pdf")
    kept = Kept(employer.page.url, here(people.platform, scanned(sheet, folder)), at_the_desk)
    people.stranger.page.goto(kept.by_code)
    expect(people.stranger.main()).to_contain_text(name)
    people.stranger.look("26-by-code")
    assert {people.stranger.status(one) for one in kept.of_anybody()} == {200}
    assert {employer.status(one) for one in kept.of_the_employer()} == {200}
    assert {people.officer.status(one) for one in kept.of_the_office()} == {200}
    employer.reply(kept.referral, "interview", people.day())
    return kept


def leave_and_start(people: People, kept: Kept) -> None:
    """The person leaves, having said that somebody may call; the employer says when work began."""
    before = figures(people)
    people.wait(STAYS)
    people.person.sign_in()
    people.person.may_be_called()
    people.registrar.sign_in()
    people.registrar.release(people.person.who["name"], people.day())
    people.wait(STARTS - STAYS)
    people.employer.sign_in()
    people.employer.reply(kept.referral, "started", people.day())
    after = figures(people)
    assert after["success"]["yes"] == before["success"]["yes"] + 1
    assert after["match"]["yes"] == before["match"]["yes"] + 1
    assert after["stable_3"]["not_due"] == before["stable_3"]["not_due"] + 1
    people.arranger.look("34-indicators")


def after_three_months(people: People) -> None:
    """Somebody of the community station calls; only then it is known that the work goes on."""
    people.wait(CALLED - STARTS)
    before = figures(people)["stable_3"]
    people.station.sign_in()
    people.station.call(people.person.who["name"])
    people.station.look("42-called")
    after = figures(people)["stable_3"]
    assert (after["yes"], after["of"]) == (before["yes"] + 1, before["of"] + 1)
    assert after["unknown"] == before["unknown"] - 1
    people.arranger.look("43-indicators")


def take_back(people: People, kept: Kept) -> None:
    """The person takes the yes back with one button: no address tells anything any more, and what happened stays."""
    name, history = people.person.who["name"], figures(people)
    people.employer.sign_in()
    people.officer.sign_in()
    assert {people.employer.status(one) for one in kept.of_the_employer()} == {200}
    people.person.sign_in()
    people.person.take_back(EMPLOYER[people.person.language])
    for reader, addresses in (
        (people.employer, kept.of_the_employer()),
        (people.stranger, kept.of_anybody()),
        (people.officer, kept.of_the_office()),
    ):
        assert {one: reader.status(one) for one in addresses} == dict.fromkeys(addresses, 410)
    people.stranger.page.goto(kept.by_code)
    people.stranger.look("52-code-gone")
    employer = people.employer
    employer.page.goto(kept.referral)
    employer.told("请删除收到的全部内容", "Delete what you have received")
    employer.look("53-referral-gone")
    for address, picture in (("/referrals/", "54-referrals"), ("/openings/received/", "55-received")):
        employer.page.goto(address)
        employer.look(picture)
        expect(employer.main()).not_to_contain_text(name)
    expect(employer.letter("A consent was taken back")).not_to_contain_text(name)
    by_program = employer.asked_by_program(kept.by_code.rsplit("/", 1)[1])
    assert by_program.startswith("unconfirmed")
    assert name not in by_program
    assert figures(people) == history
