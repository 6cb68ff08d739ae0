"""Reads of enrolments."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from courses.catalog.api import Requirement
from lms.core import clock
from lms.core.clock import local_date
from lms.core.prepared import Slot
from lms.enrolments import rules
from lms.enrolments.completion.counting import counted_states
from lms.enrolments.errors import EnrolmentNotFound
from lms.enrolments.models import Enrolment, EnrolmentState, Evidence


@dataclass(frozen=True, slots=True)
class Pass:
    """One examination that one person passed in one enrolment, and the record that proved it then."""

    code: str
    person: int
    enrolment: int
    at: datetime
    source_uuid: UUID


def get_enrolment(uuid: UUID) -> Enrolment:
    """Return the enrolment with its person, version and school.

    :raises EnrolmentNotFound: when there is none.
    """
    related = Enrolment.objects.select_related("person", "version__programme", "school", "site")
    enrolment = related.filter(uuid=uuid).first()
    if enrolment is None:
        raise EnrolmentNotFound
    return enrolment


def list_enrolments_of(person_id: int | Slot | None) -> QuerySet[Enrolment]:
    """Return a person's enrolments that were not withdrawn, newest first; the person may come later (a slot)."""
    if person_id is None:
        return Enrolment.objects.none()
    rows = Enrolment.objects.filter(person_id=person_id).exclude(state=EnrolmentState.WITHDRAWN)
    return rows.select_related("version__programme", "school")


def examinations_passed(codes: Iterable[str], person_ids: Iterable[int]) -> list[Pass]:
    """Return what these persons passed of these examinations, the earliest first.

    Evidence stays when the record behind it does not count any more: that the caller asks of whoever keeps the record.
    """
    rows = Evidence.objects.filter(
        is_met=True,
        requirement__examination_scheme__in=list(codes),
        enrolment__person__in=list(person_ids),
    ).order_by("recorded_at", "pk")
    whose = ("requirement__examination_scheme", "enrolment__person_id", "enrolment_id")
    return [Pass(*row) for row in rows.values_list(*whose, "recorded_at", "source_uuid")]


def whose_requirement_is_met(requirement: Requirement, enrolments: Iterable[Enrolment]) -> set[int]:
    """Return the keys of the enrolments that have evidence that meets the requirement."""
    met = Evidence.objects.filter(requirement=requirement, is_met=True)
    return set(met.filter(enrolment__in=list(enrolments)).values_list("enrolment_id", flat=True))


def requirement_states(enrolment: Enrolment, *, today: date | None = None) -> list[rules.RequirementState]:
    """Return how every requirement of the enrolment's version stands: by its evidence, or as it is counted now.

    `today` is the day on which certificates have to be valid; without it, the day that it is.
    """
    # Asked of all, so that who brought them along pays no further query.
    asked = sorted(enrolment.version.requirements.all(), key=lambda requirement: requirement.position)
    rows = Evidence.objects.filter(enrolment=enrolment).values_list("requirement_id", "percent", "is_met")
    states = rules.audit_completion([row.pk for row in asked], rows)
    counted = counted_states(enrolment, asked, today=today or local_date(clock.now()))
    return [counted.get(state.requirement_id, state) for state in states]
