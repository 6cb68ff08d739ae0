"""Planned sittings for tests: `planned(forms=2, candidates=4)` with a room's plan, people and an officer."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest

from courses.catalog.api import ProgrammeVersion
from lms.accounts.models import User
from lms.enrolments.api import Enrolment
from lms.exams.api import ExaminationScheme, NewSitting, Sitting, admit_candidates, schedule_sitting
from lms.exams.errors import CandidateRefused
from lms.exams.models import Arrangement, SittingCandidate
from lms.exams.sittings.operations import Move, NewArrangement, arrange_for_candidate
from lms.exams.sittings.operations.rescheduling import digest_of
from lms.organisations.api import Room, Site, numbered, plan_room
from tests.factories.accounts import examinations_officer_at, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme
from tests.factories.organisations import a_site

BEFORE = NOW - timedelta(days=3)


@dataclass
class Planned:
    """A sitting that opens at NOW, planned three days before."""

    site: Site
    version: ProgrammeVersion
    scheme: ExaminationScheme
    sitting: Sitting
    enrolments: list[Enrolment]
    officer: User

    def candidates(self) -> list[SittingCandidate]:
        """Return the candidates by number."""
        return list(self.sitting.candidates.order_by("number"))

    def another_trainee(self) -> Enrolment:
        """Return one more trainee of the site on the programme."""
        return enrol(trainee_at(self.site), self.version)


def planned(*, candidates: int = 4, rows: int = 3, columns: int = 4, **changes: Any) -> Planned:
    """Return a planned sitting; `forms` and other fields of a new sitting may be given."""
    site, version, scheme = a_site(), a_version(), a_scheme()
    new = replace(a_new_sitting(site, scheme=scheme), **changes)
    plan_room(room_uuid=new.room.uuid, plan=numbered(rows, columns), actor=ACTOR, now=BEFORE)
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=BEFORE)
    enrolments = [enrol(trainee_at(site), version) for _place in range(candidates)]
    uuids = [row.uuid for row in enrolments]
    if uuids:
        admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=BEFORE)
    sitting.refresh_from_db()
    return Planned(site, version, scheme, sitting, enrolments, examinations_officer_at(site))


def admit(plan: Planned, *enrolments: Enrolment) -> list[SittingCandidate]:
    """Admit these to the planned sitting."""
    uuids = [row.uuid for row in enrolments]
    return admit_candidates(sitting_uuid=plan.sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=BEFORE)


def why_not(plan: Planned, enrolment: Enrolment) -> str:
    """Return why somebody is not admitted to it."""
    with pytest.raises(CandidateRefused) as refusal:
        admit(plan, enrolment)
    return " ".join(refusal.value.reasons)


def elsewhere(plan: Planned, *, hours: int, room: Room | None = None) -> NewSitting:
    """Return a sitting of the same examination so many hours later, in the same room or in another one."""
    new = a_new_sitting(plan.site, scheme=plan.scheme)
    shift = timedelta(hours=hours)
    return replace(
        new, room=room or plan.sitting.room, opens_at=new.opens_at + shift, closes_at=new.closes_at + shift
    )


def shown(plan: Planned) -> str:
    """Return what stands for the sitting as somebody sees it now."""
    return digest_of(Sitting.objects.get(pk=plan.sitting.pk))


def arrange(plan: Planned, candidate: SittingCandidate, **values: Any) -> Arrangement | None:
    """Arrange something for a candidate."""
    known = Arrangement.objects.filter(candidate=candidate).first()
    seen = {"instead_of": known.uuid if known else None}
    wanted = NewArrangement(**{"reason": "Reads slowly", **seen, **values})
    return arrange_for_candidate(
        candidate=(plan.sitting.uuid, candidate.uuid),
        arrangement=wanted,
        by=plan.officer,
        actor=ACTOR,
        now=BEFORE,
    )


def move_to(seat: str, candidate: SittingCandidate) -> Move:
    """Return a move of somebody who looks at the map as it stands."""
    row = SittingCandidate.objects.get(pk=candidate.pk)
    there = SittingCandidate.objects.filter(sitting=row.sitting_id, seat=seat).exclude(pk=row.pk).first()
    return Move(seat, row.seat, str(there.uuid) if there else "")
