"""Somebody new who is enrolled on every programme and learns each from its first lesson to its last."""

from __future__ import annotations

import gzip
import json
import re
from dataclasses import dataclass, field

import httpx

from tests.production.visitor import NEXT_LESSON, Trainee
from tests.support.server import RunningPlatform
from tests.walk.reading import Read, read_page

LANGUAGES = ("zh-hans", "en")
PROGRAMMES = ("CPC5", "DCP", "DET", "LVE")  # SES borrows its lessons from LVE
# Runs inside the platform's own process, where its settings and data are.
ENROL = """
import json
from uuid import uuid4
from courses.catalog.api import get_published_version, lessons_of_version
from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.enrolments.api import NewEnrolment, enrol_trainee
from lms.organisations.models import Pairing
new = User.objects.filter(person__isnull=False, person__enrolments=None).order_by("username")[{place}]
school = Pairing.objects.filter(site=new.person.site).first().school
lessons = {{}}
for code in {codes}:
    version = get_published_version(programme_code=code)
    wanted = NewEnrolment(new.person, version, school, uuid4())
    enrol_trainee(enrolment=wanted, actor=Actor.system("test"), now=clock.now())
    lessons[code] = [str(lesson.uuid) for lesson in lessons_of_version(version.pk)]
print(json.dumps({{"username": new.username, "name": new.get_full_name(), "lessons": lessons}}))
"""


@dataclass(frozen=True)
class Newcomer:
    """Who was enrolled, with the addresses of all lessons in teaching order by programme."""

    who: dict[str, str]
    lessons: dict[str, list[str]]

    @property
    def addresses(self) -> list[str]:
        """Return the addresses of all lessons."""
        return [address for of_one in self.lessons.values() for address in of_one]


def enrol_newcomer(platform: RunningPlatform, *, place: int = 0) -> Newcomer:
    """Enrol one of those who wait for it on all programmes, as a registrar would."""
    told = platform.manage("shell", "--no-imports", "-c", ENROL.format(codes=PROGRAMMES, place=place))
    facts = json.loads(told.strip().splitlines()[-1])
    pin = platform.sign_in("trainee")["secret"]
    who = {"username": facts["username"], "secret": pin, "name": facts["name"]}
    return Newcomer(
        who, {code: [f"/learn/{uuid}/" for uuid in of_one] for code, of_one in facts["lessons"].items()}
    )


@dataclass(frozen=True)
class Visit:
    """One lesson's page in one language."""

    address: str
    language: str
    status: int
    html: str
    page: Read

    @property
    def packed(self) -> int:
        """Return how many bytes the page takes on its way."""
        return len(gzip.compress(self.html.encode(), 6))


@dataclass
class Walk:
    """What was met on the way: pages, the order in which the platform led on, what linked addresses answered."""

    newcomer: Newcomer
    visits: list[Visit] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    answers: dict[str, httpx.Response] = field(default_factory=dict)
    home: str = ""


def walk_all_lessons(platform: RunningPlatform) -> Walk:
    """Learn everything by the buttons that the pages offer, and follow every link and picture once."""
    newcomer = enrol_newcomer(platform)
    walk, trainee = Walk(newcomer), Trainee(platform.base_url)
    trainee.client = keeping(trainee)
    with trainee.client:
        assert trainee.enter(newcomer.who)
        learn(walk, trainee)
        follow(walk, trainee)
        walk.home = trainee.get("/home/").text
    return walk


def keeping(trainee: Trainee) -> httpx.Client:
    """Return the trainee's client with connections that are kept: the walk asks for hundreds of pages."""
    old = trainee.client
    return httpx.Client(
        base_url=old.base_url, headers=old.headers, cookies=old.cookies, follow_redirects=True, timeout=60
    )


def learn(walk: Walk, trainee: Trainee) -> None:
    """Read lesson after lesson in both languages and finish each, as its last button leads on."""
    at = lesson_on(trainee.get("/home/").text)
    while at:
        assert at not in walk.order, f"{at} comes twice"
        walk.order.append(at)
        for language in LANGUAGES:
            trainee.client.cookies.delete("language")
            trainee.client.cookies.set("language", language)
            answer = trainee.get(at)
            walk.visits.append(Visit(at, language, answer.status_code, answer.text, read_page(answer.text)))
        assert f'action="{at}complete/"' in trainee.page, f"{at} cannot be finished"
        trainee.finish(at)
        at = lesson_on(trainee.page) if trainee.path == "/home/" else trainee.path


def lesson_on(home: str) -> str:
    """Return the lesson that the home page says comes next, or nothing."""
    found = NEXT_LESSON.search(home)
    return re.split("[#?]", found[1])[0] if found else ""


def follow(walk: Walk, trainee: Trainee) -> None:
    """Ask for every address that a lesson links to or shows, once."""
    known = {visit.address for visit in walk.visits}
    for visit in walk.visits:
        for address in (*visit.page.links, *visit.page.sources):
            target = address.split("#")[0]
            if target and not target.startswith("?") and target not in known | walk.answers.keys():
                walk.answers[target] = trainee.client.get(target)
