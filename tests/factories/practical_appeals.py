"""Appeals against practical results for tests: `work_that_failed()` is a released result that was not passed."""

import io
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from PIL import Image, ImageDraw

from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.appeals.operations import (
    NewAppeal,
    NewDecision,
    decide_appeal,
    file_appeal,
    take_appeal,
)
from lms.exams.models import Appeal, PracticalResult
from lms.exams.practical.operations import (
    call_assessor,
    close_practical,
    open_device,
    release_practical,
)
from lms.exams.practical.operations.photographing import NewPhoto, add_photo, strike_photo
from tests.factories.accounts import PASSWORD, PIN, a_user, examinations_officer_at
from tests.factories.courses import NOW
from tests.factories.practical import Practical, actor_for, an_open_practical, signed
from tests.factories.results import as_actor

WHY = "考试用的断路器是坏的"
ANSWER = "经查，考试设备当时有故障，本次考试不计次数。"


@dataclass
class Work:
    """A released practical examination, with an officer who had no part in it."""

    practical: Practical
    reviewer: User
    now: datetime = NOW

    @property
    def candidate(self) -> User:
        """Return who may appeal."""
        return self.practical.enrolments[0].person.user

    @property
    def result(self) -> PracticalResult:
        """Return the result of the first candidate's first try."""
        return PracticalResult.objects.get(candidate=self.practical.candidate())

    def file(self, **values: Any) -> Appeal:
        """Appeal as the candidate."""
        about = {"result_uuid": self.result.uuid, "ground": "room", "client_key": uuid4(), "text": WHY}
        now = values.pop("now", self.now)
        actor = values.pop("actor", Actor(self.candidate.uuid, Role.TRAINEE))
        new = NewAppeal(**{**about, "is_practical": True, **values})
        return file_appeal(new=new, actor=actor, now=now)

    def take(self, appeal: Appeal, *, by: User | None = None) -> Appeal:
        """Begin the review."""
        return take_appeal(appeal_uuid=appeal.uuid, actor=as_actor(by or self.reviewer), now=self.now)

    def decide(self, appeal: Appeal, *, by: User | None = None, **values: Any) -> Appeal:
        """Decide, by default that the try does not count."""
        about = {"outcome": "upheld", "remedy": "try", "answer": ANSWER}
        decision = NewDecision(appeal_uuid=appeal.uuid, **{**about, **values})
        return decide_appeal(decision=decision, actor=as_actor(by or self.reviewer), now=self.now)


def settle(practical: Practical, *, now: datetime = NOW) -> None:
    """Settle the results as the first officer and release them as the second."""
    one, two = (as_actor(officer) for officer in practical.officers[:2])
    close_practical(examination_uuid=practical.examination.uuid, actor=one, now=now)
    release_practical(examination_uuid=practical.examination.uuid, actor=two, now=now)


def work_that_failed(*, value: str = "60", now: datetime = NOW, **how: Any) -> Work:
    """Return a released examination that all assessors marked alike: `value` of 100, where 80 are needed."""
    practical = an_open_practical(**how)
    for place in range(len(practical.enrolments)):
        for assessor in practical.assessors:
            signed(practical, assessor, value, place=place)
    settle(practical, now=now)
    practical.examination.refresh_from_db()
    return Work(practical, examinations_officer_at(practical.examination.site), now)


def apart() -> Work:
    """Return a released examination for which a further assessor was called by the second officer."""
    practical = an_open_practical()
    for assessor, mark in zip(practical.assessors, ("20", "90", "50"), strict=True):
        signed(practical, assessor, mark)
    site = practical.examination.site
    further, caller = a_user(Role.ASSESSOR, site), a_user(Role.EXAMINATIONS_OFFICER, site)
    call_assessor(
        candidate_uuid=practical.candidate().uuid, assessor=further, actor=as_actor(caller), now=NOW
    )
    open_device(ref=practical.ref(further), actor=actor_for(further), now=NOW)
    signed(practical, further, "40")
    practical.assessors.append(further)
    settle(practical)
    practical.examination.refresh_from_db()
    practical.officers.append(caller)
    return Work(practical, a_user(Role.EXAMINATIONS_OFFICER, site))


def a_picture_of_work(colour: str) -> bytes:
    """Return a photograph of a board with wires, as JPEG."""
    picture = Image.new("RGB", (1200, 900), "#d8d2c4")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((150, 120, 1050, 780), fill="#f4f2ec", outline="#555", width=8)
    for place in range(5):
        pen.rectangle((240 + place * 160, 240, 330 + place * 160, 420), fill="#444")
        pen.line((285 + place * 160, 420, 240 + place * 190, 720), fill=colour, width=10)
    target = io.BytesIO()
    picture.save(target, "JPEG")
    return target.getvalue()


def with_two_photos(practical: Practical, *, now: datetime) -> None:
    """Let the first assessor add two photographs of the first task, and strike out one of them."""
    assessor, task = practical.assessors[0], practical.candidate().tasks.order_by("position")[0]
    who = {"actor": Actor(assessor.uuid, "assessor"), "now": now}
    rows = [
        add_photo(new=NewPhoto(assessor, task.uuid, a_picture_of_work(colour), uuid4()), **who)
        for colour in ("#b02020", "#2040b0")
    ]
    practical_uuid, last = practical.examination.uuid, rows[-1].uuid
    strike_photo(examination_uuid=practical_uuid, photo_uuid=last, user=assessor, reason="拍错了工件", **who)


def for_the_browser() -> str:
    """Make two released results with photographs on a running platform; return as JSON who acts in each journey."""
    return json.dumps([_acting(clock.now()) for _one in range(2)])


def _acting(now: datetime) -> dict[str, Any]:
    practical = an_open_practical()
    with_two_photos(practical, now=now)
    for assessor in practical.assessors:
        signed(practical, assessor, "60", now=now)
    settle(practical, now=now)
    practical.examination.refresh_from_db()
    work = Work(practical, examinations_officer_at(practical.examination.site), now)
    people = {"reviewer": work.reviewer, "officer": practical.officers[0]}
    signed_in = {name: {"username": user.username, "secret": PASSWORD} for name, user in people.items()}
    candidate = {"username": work.candidate.username, "secret": PIN}
    places = {"result": str(work.result.uuid), "examination": str(practical.examination.uuid)}
    return {**signed_in, "candidate": candidate, **places}
