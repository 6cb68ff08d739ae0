"""What a term brings besides registers: learning in lessons, credits, a certificate from outside, a time of rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.delivery.recompute.book import Book
from tests.delivery.recompute.reckoning import faults_of
from tests.journeys.desk import Desk
from tests.journeys.term import ELECTIVE, RECOGNISED, TUESDAY, Term, at
from tests.journeys.trainee import Trainee
from tests.support.browser import LANGUAGES

LESSONS = (30, 50)  # minutes; the second one is planned for fewer
IN_CLASS = 10


def learn(office: Desk, term: Term, name: str, open_page: Callable[..., Page]) -> None:
    """Somebody learns two lessons before class, and one during it, when only the register counts."""
    platform, day = office.platform, term.day(5, TUESDAY)
    platform.clock.put(at(day, 15))
    office.sign_in()
    page = open_page(base_url=platform.base_url, language=LANGUAGES[0])
    known = {"01-sign-in", "02-confirm", "03-home"}
    trainee = Trainee(page, LANGUAGES[0], "desktop", new_pin(office, name), known)
    trainee.sign_in()
    for minutes in LESSONS:
        lesson = read(trainee, office, minutes)
        finish(page, lesson)
    platform.clock.put(at(day, 18, 20))
    trainee.sign_in()
    read(trainee, office, IN_CLASS)
    term.learnt[name] = LESSONS


def new_pin(office: Desk, name: str) -> dict[str, str]:
    """Give somebody a PIN; return the sign-in."""
    page = office.page
    page.goto(f"/authoring/admissions/?words={name}")
    office.go(name)
    office.told("转到另一个教学点")
    office.go(name)  # from the stay to the person
    office.go("重设数字密码")
    office.press("重设数字密码")
    expect(office.main().locator("strong")).to_have_count(2)
    number, pin = office.main().locator("strong").all_inner_texts()
    return {"username": number, "secret": pin}


def read(trainee: Trainee, office: Desk, minutes: int) -> str:
    """Read the next lesson for so long: signs of life as its page sends them. Return its address."""
    page, clock = trainee.page, office.platform.clock
    home = page.request.get("/home/").text()
    lesson = re.search(r'card--main.*?href="(/learn/[^"#]+)', home, re.DOTALL)[1]
    signs = page.request.get(lesson).text()
    sign = dict.fromkeys(("quiet_ms", "keys", "pointers", "scrolls", "media_seconds"), "0")
    sign |= {"csrfmiddlewaretoken": token_of(signs), "page": str(uuid4())}
    counted = 0
    for number in range(minutes + 1):
        # A minute each, and a pause: however slow this machine is, the server counts the whole minute.
        clock.put(clock.now() + timedelta(seconds=75))
        said = {"seq": str(number + 1), "active_ms": "60000" if number else "0"}
        answer = page.request.post(f"{lesson}alive/", form=sign | said, headers={"Referer": page.url})
        counted += answer.json()["seconds"]
    assert counted == 60 * minutes
    return lesson


def finish(page: Page, lesson: str) -> None:
    """Say that a lesson is learnt."""
    token = token_of(page.request.get(lesson).text())
    answer = page.request.post(
        f"{lesson}complete/", form={"csrfmiddlewaretoken": token}, headers={"Referer": page.url}
    )
    assert answer.ok
    assert not answer.url.endswith("/complete/"), answer.text()


def token_of(html: str) -> str:
    """Return the token of a page's forms."""
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)[1]


def record_what_counts(office: Desk, cohort: str, term: Term, names: list[str]) -> None:
    """Somebody's learning is accepted, another one gets credits, a third brings a certificate."""
    accept(office, cohort, term, names[5])
    give_credits(office, term, names[7])
    bring_certificate(office, term, names[6])


def accept(office: Desk, cohort: str, term: Term, name: str) -> None:
    """The registrar sees what learning comes to, and says yes to it, under a newer rule than the one of its days."""
    page, minutes = office.page, term.accepted(name)
    page.goto(f"{cohort}learning/")
    row = page.get_by_role("row", name=name)
    expect(row.locator("[data-label='本次可认定']")).to_have_text(str(minutes))
    office.looked_at("19-learning")
    office.press(f"认定 {minutes} 分钟")
    office.told(f"已认定 1 人共 {minutes} 分钟")


def open_audit(office: Desk, name: str) -> None:
    """Open somebody's audit."""
    office.page.goto(f"/authoring/completion-audit/?q={name}")
    office.go(name)


def give_credits(office: Desk, term: Term, name: str) -> None:
    """An elective course counts, by the transcript of an earlier school."""
    open_audit(office, name)
    office.go("登记课程学分")
    office.choose("course", "小微创业")
    office.page.locator("[name=source]").select_option("schooling")
    office.page.fill("[name=mark]", "82")
    office.page.fill("[name=reason]", "原学校成绩单第3页")
    office.looked_at("20-credits")
    office.press("保存")
    office.told("学分已登记")
    term.credits[name] += ELECTIVE
    term.electives[name] += ELECTIVE


def bring_certificate(office: Desk, term: Term, name: str) -> None:
    """A certificate of another body is recorded, confirmed by who issued it, and counts as credits too."""
    page = office.page
    open_audit(office, name)
    office.go("学员的外单位证书")
    office.go("登记证书")
    page.locator("[name=kind]").select_option("skill_level")
    page.locator("[name=level]").select_option("5")
    # S: a class of bodies; 46: Hainan; 25: the year; 5: the level.
    paper = {"occupation": "电工", "number": "S000046000001255000901", "issuer": "示范评价机构"}
    for field, value in {**paper, "issued": "2025-05-06"}.items():
        page.fill(f"[name={field}]", value)
    office.press("登记")
    office.told("下一步请向发证单位核查")
    office.go("登记核查结果")
    page.locator("[name=means]").select_option("telephone")
    page.fill("[name=source]", "示范评价机构")
    page.fill("[name=asked]", term.day(6, 0).isoformat())
    page.check("[name=result][value=confirmed]")
    office.press("保存")
    office.told("核查结果已登记")
    office.looked_at("21-certificate")
    open_audit(office, name)
    office.go("证书折算学分")
    office.choose("certificate", "电工")
    office.press("保存")
    office.told("学分已登记")
    term.papers[name] += 1
    term.credits[name] += RECOGNISED


def rest(office: Desk, cohort: str, term: Term, name: str) -> None:
    """Training of somebody rests from the seventh week on."""
    first = term.day(7, 0)
    open_enrolment(office, cohort, term, name, week=7)
    office.go("中断培训")
    office.page.locator("[name=reason]").select_option("family")
    office.looked_at("22-rest")
    office.press("中断")
    office.told("班里的位置保留着")
    term.leave(name, first)


def come_back(office: Desk, cohort: str, term: Term, name: str) -> None:
    """The person is trained again from the ninth week on."""
    open_enrolment(office, cohort, term, name, week=9)
    office.go("登记复训")
    office.press("登记复训")
    office.told("复训已经登记")
    term.come_back(name, term.day(9, 0))


def open_enrolment(office: Desk, cohort: str, term: Term, name: str, *, week: int) -> None:
    """Come to the enrolment of somebody from the class, on the Monday of a week."""
    office.platform.clock.put(at(term.day(week, 0), 9))
    office.sign_in()
    office.page.goto(cohort)
    office.go(name)


def reckon(office: Desk, cohort: str, term: Term) -> None:
    """Reckon the audits of the class anew from the rows behind them; the rows say what the term was.

    A number of the rows that is another one is seen, or agreeing would mean little.
    """
    book = Book(office.page.request.get(f"{cohort}audit/rows/").body())
    assert faults_of(book) == []
    assert otherwise(book, term) == []
    for name, row, column, value in falsified(book, term):
        kept, row[column] = row[column], value
        assert faults_of(book), f"the reckoning does not look at {name}.{column}"
        row[column] = kept
    rest = book["interruptions"][0]
    rest["ended"] = str(term.day(9, 1))  # a day later
    assert otherwise(book, term) == [rest["enrolment"]]


def otherwise(book: Book, term: Term) -> list[str]:
    """Return the enrolments of which the rows say something else than the term was."""
    people = names_of(book)
    assert sorted(people.values()) == sorted(term.there(term.last))
    return [enrolment for enrolment, name in people.items() if told(book, enrolment) != was(term, name)]


def told(book: Book, enrolment: str) -> tuple:
    """Return what the rows say of somebody: credits, minutes accepted, certificates confirmed, days of rest."""
    return (
        sum(row["credits"] for row in book.of("credits", enrolment)),
        sum(row["minutes"] for row in book.of("learning_accepted", enrolment)),
        sum(row["is_confirmed"] for row in book.of("certificates", enrolment)),
        [(row["began"], row["ended"]) for row in book.of("interruptions", enrolment)],
    )


def was(term: Term, name: str) -> tuple:
    """Return the same of somebody by what was done in the term."""
    rests = [(str(first), str(back)) for first, back in term.away.get(name, ())]
    return term.credits[name], term.accepted(name), term.papers[name], rests


def falsified(book: Book, term: Term) -> Iterator[tuple[str, dict, str, Any]]:
    """Yield a number of each kind of row with another value: table, row, column, value."""
    learning, papers = book["learning_accepted"][0], book["certificates"][0]
    about = {name: learning[name] for name in ("enrolment", "lesson")}
    yield "learning_accepted", learning, "minutes", learning["minutes"] + 1
    yield "learning_accepted", learning, "counted", 100  # percent, by another rule than the one of the day
    yield "learning", first(book["learning"], **about), "active_seconds", 60
    yield "hours", next(row for row in book["hours"] if row["learnt"]), "learnt", 0
    for place in range(len(book["credits"])):
        yield "credits", book["credits"][place], "credits", book["credits"][place]["credits"] + 1
    yield "certificates", papers, "is_confirmed", 0
    yield "certificates", papers, "level", 3
    # Whoever learnt rests later: had the rest begun before, nothing of it would have been accepted.
    yield "interruptions", book["interruptions"][0], "began", str(term.day(5, 0))
    yield "ledger", first(book["ledger"], measure="attended"), "minutes", 1
    yield "marks", first(book["marks"], state="present", late=10), "late", 11


def names_of(book: Book) -> dict[str, str]:
    """Return the names of people by their enrolments."""
    return {row["enrolment"]: row["name"] for row in book["people"]}


def first(rows: list[dict], **like: Any) -> dict:
    """Return the first row that is like this."""
    return next(row for row in rows if all(row[key] == value for key, value in like.items()))
