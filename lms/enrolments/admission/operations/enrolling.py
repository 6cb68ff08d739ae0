"""Enrol many people on one programme: each in a transaction of its own, so that one refusal stops nobody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from courses.catalog.api import ProgrammeVersion
from lms.accounts.api import Person
from lms.core.actor import Actor
from lms.core.errors import DomainError
from lms.enrolments.enrolling import Eligibility, NewEnrolment, enrol_trainee
from lms.enrolments.models import EnrolmentState
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class Choice:
    """What everybody is enrolled on, at which school, on what it rests, and the key of the choice."""

    version: ProgrammeVersion
    school: School
    key: UUID
    eligibility: Eligibility = Eligibility()


@dataclass(frozen=True, slots=True)
class Enrolled:
    """How many were enrolled, who was not and why in words, and who has everything and is completed at once."""

    number: int
    refused: tuple[tuple[Person, str], ...]
    completed: tuple[Person, ...] = ()


def enrol_many(*, people: Sequence[Person], choice: Choice, actor: Actor, now: datetime) -> Enrolled:
    """Enrol people; sending the same choice twice enrols everybody once."""
    version = choice.version
    number, refused, completed = 0, [], []
    for person in people:
        wanted = NewEnrolment(
            person,
            version,
            choice.school,
            uuid5(choice.key, f"{person.uuid}:{version.uuid}"),
            choice.eligibility,
        )
        try:
            row = enrol_trainee(enrolment=wanted, actor=actor, now=now)
        except DomainError as error:
            refused.append((person, " ".join([error.message, *error.reasons])))
        else:
            number += 1
            if row.state == EnrolmentState.COMPLETED:
                completed.append(person)
    return Enrolled(number, tuple(refused), tuple(completed))
