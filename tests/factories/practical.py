"""Practical examinations for tests: `an_open_practical()`, then `marked(...)` and `signed(...)` by its assessors.

The scheme has one task (weight 40, of two) and another (weight 60); three assessors, spread limit 15, pass mark 80.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.enrolments.api import Enrolment
from lms.exams.api import load_rubrics
from lms.exams.models import (
    MarkSheet,
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
    PracticalScheme,
)
from lms.exams.practical.operations import (
    Final,
    MarkRef,
    NewMark,
    NewPractical,
    NewPracticalScheme,
    Place,
    admit_to_practical,
    close_practical,
    load_practical_scheme,
    name_assessor,
    open_device,
    open_practical,
    release_practical,
    save_marks,
    schedule_practical,
    sign_sheet,
)
from lms.exams.practical.standing import shown_marks
from tests.factories.accounts import PASSWORD, a_user, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_rubric
from tests.factories.organisations import a_room, a_site

WHO = {"actor": ACTOR, "now": NOW}


@dataclass
class Practical:
    """An examination with everybody around it."""

    examination: PracticalExamination
    officers: list[User]
    assessors: list[User]
    enrolments: list[Enrolment]
    sequences: dict[int, int] = field(default_factory=dict)

    def candidate(self, place: int = 0) -> PracticalCandidate:
        """Return a candidate's first try."""
        return self.examination.candidates.get(enrolment=self.enrolments[place], attempt=1)

    def sheet(self, assessor: User, place: int = 0) -> MarkSheet:
        """Return an assessor's sheet of a candidate."""
        return MarkSheet.objects.get(candidate=self.candidate(place), member__assessor=assessor)

    def ref(self, assessor: User) -> MarkRef:
        """Return the assessor's own log."""
        return MarkRef(self.examination.uuid, assessor, "session:test")

    def final(self, assessor: User, seq: int, *, epoch: int = 1, place: int = 0) -> Final:
        """Return what a page says at the signature that shows everything which counts on a sheet."""
        events = self.sheet(assessor, place).events.select_related("sheet", "task")
        return Final(epoch, seq, {at: mark["response"] for at, mark in shown_marks(events).items()})

    def next_seq(self, assessor: User) -> int:
        """Return the next number of an assessor's page."""
        self.sequences[assessor.pk] = self.sequences.get(assessor.pk, 0) + 1
        return self.sequences[assessor.pk]


def a_new_practical_scheme(*, code: str = "PRACTICAL", **changes: Any) -> NewPracticalScheme:
    """Return the rules of a small practical examination, and load its tasks."""
    rubrics = [a_rubric() for _ in range(3)]
    load_rubrics(rubrics=rubrics, **WHO)
    first, second, third = (rubric["code"] for rubric in rubrics)
    groups = [
        a_group("K1", tasks=[first, second], weight=40),
        a_group("K2", tasks=[third], weight=60),
    ]
    words = {"title": {"zh": "示范实操考试", "en": "Sample practical examination"}}
    values = {
        "minutes": 60,
        "pass_percent": 80,
        "tries": 2,
        "basis": {"zh": "教学计划", "en": "Teaching plan"},
    }
    return NewPracticalScheme(**{"code": code, "groups": groups, **words, **values, **changes})


def a_group(code: str, *, tasks: list[str], weight: int) -> dict[str, Any]:
    """Return a group of which one task is drawn."""
    title = {"zh": f"科目{code}", "en": f"Subject {code}"}
    return {"code": code, "title": title, "tasks": tasks, "count": 1, "weight": weight}


def a_practical_scheme(**changes: Any) -> PracticalScheme:
    """Return a kept scheme."""
    return load_practical_scheme(scheme=a_new_practical_scheme(**changes), **WHO)


def a_practical(
    *,
    candidates: int = 1,
    scheme: PracticalScheme | None = None,
    trainee: User | None = None,
    starts_at: datetime = NOW,
) -> Practical:
    """Return a scheduled examination with candidates (or this one), three assessors and two officers."""
    site = trainee.person.site if trainee else a_site()
    scheme = scheme or a_practical_scheme()
    version = a_version(scheme=scheme.code)
    people = [trainee] if trainee else [trainee_at(site) for _ in range(candidates)]
    enrolments = [enrol(person, version) for person in people]
    assessors = [a_user(Role.ASSESSOR, site) for _ in range(3)]
    officers = [a_user(Role.EXAMINATIONS_OFFICER, site) for _ in range(2)]
    new = NewPractical(scheme, a_room(site), starts_at, uuid4())
    row = schedule_practical(new=new, actor=ACTOR, now=min(NOW, starts_at))
    admit_to_practical(examination_uuid=row.uuid, enrolment_uuids=[e.uuid for e in enrolments], **WHO)
    for assessor in assessors:
        name_assessor(examination_uuid=row.uuid, assessor=assessor, **WHO)
    return Practical(row, officers, assessors, enrolments)


def an_open_practical(**how: Any) -> Practical:
    """Return an examination whose tasks are drawn; every assessor has opened the page once."""
    world = a_practical(**how)
    world.examination = open_practical(examination_uuid=world.examination.uuid, **WHO)
    for assessor in world.assessors:
        open_device(ref=world.ref(assessor), **WHO)
    return world


def marks_of(
    world: Practical, assessor: User, value: str, *, veto: bool = False, place: int = 0
) -> list[NewMark]:
    """Return marks for every line of a sheet: `value` percent of each criterion, and the veto lines."""
    sheet = world.sheet(assessor, place)
    found = []
    for task in sheet.candidate.tasks.select_related("rubric"):
        values = {row["id"]: f"{row['marks'] * float(value) / 100:.2f}" for row in task.rubric.criteria}
        values |= {row["id"]: True for row in task.rubric.veto if veto}
        for line, mark in values.items():
            where = Place(sheet.uuid, task.uuid, line)
            found.append(NewMark(world.next_seq(assessor), where, mark, 1000))
    return found


def signed(
    world: Practical, assessor: User, value: str, *, veto: bool = False, place: int = 0, now: datetime = NOW
) -> MarkSheet:
    """Mark every line of a sheet and sign it."""
    ref, who = world.ref(assessor), {"actor": actor_for(assessor), "now": now}
    marks = marks_of(world, assessor, value, veto=veto, place=place)
    member = world.examination.panel.get(assessor=assessor)
    epoch = member.epoch or open_device(ref=ref, **who).epoch
    save_marks(ref=ref, epoch=epoch, marks=marks, **who)
    final = world.final(assessor, world.sequences[assessor.pk], epoch=epoch, place=place)
    sheet = world.sheet(assessor, place)
    assert sign_sheet(ref=ref, sheet_uuid=sheet.uuid, final=final, **who).signature is not None
    return world.sheet(assessor, place)


def a_released_result(
    trainee: User | None = None, *, value: str = "90", veto: bool = False, starts_at: datetime = NOW
) -> PracticalResult:
    """Return the released result of a candidate whom all three assessors marked alike."""
    world = an_open_practical(trainee=trainee, starts_at=starts_at)
    for assessor in world.assessors:
        signed(world, assessor, value, veto=veto)
    one, two = (Actor(officer.uuid, "examinations_officer") for officer in world.officers)
    close_practical(examination_uuid=world.examination.uuid, actor=one, now=NOW)
    release_practical(examination_uuid=world.examination.uuid, actor=two, now=NOW)
    return PracticalResult.objects.get(candidate=world.candidate())


def actor_for(user: User) -> Actor:
    """Return the actor that a request of this user has."""
    return Actor(user.uuid, "assessor")


def for_the_browser() -> str:
    """Open an examination on a running platform; return as JSON where it is and who marks and runs it."""
    world = an_open_practical()
    people = {"assessor": world.assessors[0], "other": world.assessors[1], "officer": world.officers[0]}
    return json.dumps(
        {
            "examination": str(world.examination.uuid),
            "candidate": str(world.candidate().uuid),
            "people": {name: user.username for name, user in people.items()},
            "password": PASSWORD,
        }
    )
