"""Examinations for tests: `open_sitting_for(enrolment)`, `started_attempt()`, `passed_sitting(enrolment)`.

The bank that `a_bank()` loads has ten true/false, ten single and five multiple items of topic "safety"; the
scheme "SCHEME" draws four, four and two at ten marks each, lasts 30 minutes and is passed with 60 percent.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    AttemptRef,
    ExaminationScheme,
    NewEvent,
    NewItem,
    NewScheme,
    NewSitting,
    Result,
    Seat,
    Sitting,
    admit_candidates,
    load_items,
    load_scheme,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
    take_lease,
)
from lms.exams.models import Attempt, Lease, PaperKey
from lms.exams.sittings.sealing import page_proof
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.organisations import a_room

ACTOR = Actor.system("test")
SEAT = Seat(holder="terminal:test", label="A1")
OTHER_SEAT = Seat(holder="terminal:other", label="B7")
MINUTE = timedelta(minutes=1)
_numbers = count(1)


@dataclass
class StartedAttempt:
    """An attempt whose clock runs since `began`, with what a test needs around it."""

    user: User
    enrolment: Enrolment
    sitting: Sitting
    attempt: Attempt
    lease: Lease
    began: datetime

    @property
    def ref(self) -> AttemptRef:
        """The attempt as its owner asks for it from the first seat."""
        return ref_of(self.attempt)

    def item_uuids(self) -> list[str]:
        """Return the items of the paper."""
        return [item["uuid"] for item in self.sitting.papers.get().content["items"]]

    def key(self) -> dict[str, dict[str, Any]]:
        """Return the key of the paper, for tests that need to be right or wrong on purpose."""
        return PaperKey.objects.get(paper=self.sitting.papers.get()).key

    def answer(self, seq: int, *, item: int = 0, right: bool = True, ms: int = 1000) -> NewEvent:
        """Return an event that answers an item of the paper rightly, or takes its answer back."""
        uuid = self.item_uuids()[item]
        response = self.key()[uuid]["key"] if right else None
        return NewEvent(seq=seq, item=UUID(uuid), response=response, monotonic_ms=ms, client_at="")


def an_item(kind: str = "true_false", *, use: str = "examination", topic: str = "safety") -> NewItem:
    """Return a new item as a content pack writes it."""
    number = next(_numbers)
    item: NewItem = {
        "code": f"T-{number:04d}",
        "topic": topic,
        "type": kind,
        "use": use,
        "stem": {
            "zh": f"第{number}题：停电后先验电。",
            "en": f"Question {number}: prove dead after switching off.",
        },
        "key": True,
        "rationale": {"zh": "口诀：先验电，后接地。", "en": "RATIONALE: prove dead, then earth."},
    }
    if kind != "true_false":
        item["options"] = [{"zh": f"选项{n}", "en": f"Option {n}"} for n in range(1, 5)]
        item["key"] = 2 if kind == "single" else [1, 3]
    return item


def a_rubric() -> dict[str, Any]:
    """Return a practical task with two criteria and a veto item, as a content pack writes it."""
    return {
        "code": f"TASK-{next(_numbers):04d}",
        "title": {"zh": "停电作业", "en": "Work on a dead circuit"},
        "task": {"zh": "按顺序做好四步。", "en": "Do the four steps in order."},
        "minutes": 15,
        "pass_percent": 80,
        "tools": [{"zh": "验电笔", "en": "test pen"}],
        "criteria": [
            {"text": {"zh": "先断电，再验电", "en": "Switches off, then proves dead"}, "marks": 60},
            {"text": {"zh": "挂好标示牌", "en": "Hangs up the sign"}, "marks": 40},
        ],
        "veto": [{"zh": "带电作业", "en": "Works live"}],
    }


def a_bank() -> list[NewItem]:
    """Load a bank that fills the scheme's blueprint several times."""
    kinds = ["true_false"] * 10 + ["single"] * 10 + ["multiple"] * 5
    items = [an_item(kind) for kind in kinds]
    load_items(bank_items=items, actor=ACTOR, now=NOW)
    return items


def a_new_scheme(*, code: str = "SCHEME", minutes: int = 30, release: str = "at_once") -> NewScheme:
    """Return the rules of an examination of ten items."""
    cells = [("true_false", 4), ("single", 4), ("multiple", 2)]
    return NewScheme(
        code=code,
        title={"zh": "理论考试", "en": "Theory examination"},
        duration_minutes=minutes,
        pass_percent=60,
        blueprint=[{"topic": "safety", "type": kind, "count": n, "marks": 10} for kind, n in cells],
        basis={"zh": "教学计划", "en": "Teaching plan"},
        release=release,
    )


def a_scheme(*, bank: str = "", **rules: Any) -> ExaminationScheme:
    """Return a scheme with items to draw from; `bank` is the programme whose scheme it is.

    Its results are released at once, unless `release` says "by_two".
    """
    a_bank()
    scheme = a_new_scheme(**rules)
    return load_scheme(scheme=scheme, bank=bank, actor=ACTOR, now=NOW)


def a_new_sitting(site: Any, *, scheme: ExaminationScheme | None = None, seats: int = 200) -> NewSitting:
    """Return a sitting at the site that opens at NOW and takes late starters for two hours."""
    return NewSitting(
        scheme=scheme or a_scheme(),
        room=a_room(site, seats=seats),
        title={"zh": "示范理论考试", "en": "Sample theory examination"},
        opens_at=NOW,
        closes_at=NOW + timedelta(hours=2),
        seed="seed",
        client_key=uuid4(),
    )


def a_sitting(enrolment: Enrolment, *, minutes: int = 30) -> Sitting:
    """Return a scheduled sitting that admits the enrolment."""
    new = a_new_sitting(enrolment.site, scheme=a_scheme(minutes=minutes))
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], actor=ACTOR, now=NOW)
    return sitting


def open_sitting_for(enrolment: Enrolment, *, minutes: int = 30, now: datetime = NOW) -> Sitting:
    """Return a sitting that admits the enrolment and has been opened."""
    sitting = a_sitting(enrolment, minutes=minutes)
    return open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=now)


def attempt_of(sitting: Sitting, enrolment: Enrolment) -> Attempt:
    """Return the attempt that was built for the enrolment."""
    return Attempt.objects.get(candidate__sitting=sitting, candidate__enrolment=enrolment)


def ref_of(attempt: Attempt, *, seat: Seat = SEAT, page_of: int = 0) -> AttemptRef:
    """Return the attempt as its owner asks for it from a seat; `page_of` is the epoch of the page that asks, if any."""
    page = page_proof(attempt.uuid, page_of) if page_of else ""
    return AttemptRef(attempt.uuid, attempt.candidate.enrolment.person_id, seat, page)


def started_attempt(*, minutes: int = 30, now: datetime = NOW) -> StartedAttempt:
    """Return an attempt of a new trainee whose clock started at `now`."""
    user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment, minutes=minutes, now=now)
    attempt = attempt_of(sitting, enrolment)
    lease = take_lease(ref=ref_of(attempt), actor=ACTOR, now=now)
    attempt.refresh_from_db()
    return StartedAttempt(user, enrolment, sitting, attempt, lease, now)


def passed_sitting(enrolment: Enrolment, *, now: datetime = NOW) -> Result:
    """Let the enrolment pass an examination with every answer right."""
    sitting = open_sitting_for(enrolment, now=now)
    return sit_for_demonstration(
        sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=10, now=now
    )


def failed_sitting(enrolment: Enrolment, *, now: datetime = NOW) -> Result:
    """Let the enrolment fail an examination with every answer wrong."""
    sitting = open_sitting_for(enrolment, now=now)
    return sit_for_demonstration(
        sitting_uuid=sitting.uuid, enrolment_uuid=enrolment.uuid, right_answers=0, now=now
    )
