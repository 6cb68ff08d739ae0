"""Reads of who is examined in a sitting, in the order of the candidate numbers."""

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from lms.exams.errors import AttemptNotFound
from lms.exams.sittings.models import Attempt, Sitting


@dataclass(frozen=True, slots=True)
class Examined:
    """One candidate by number and name, and the attempt."""

    attempt: UUID
    number: str
    name: str


def list_examined(sitting: Sitting) -> list[Examined]:
    """Return everybody who was admitted."""
    rows = Attempt.objects.filter(candidate__sitting=sitting).select_related("candidate__enrolment__person")
    return [
        Examined(row.uuid, str(row.candidate), row.candidate.enrolment.person.full_name)
        for row in rows.order_by("candidate__number")
    ]


def get_examined(sitting: Sitting, attempt_uuid: UUID) -> Examined:
    """Return one candidate of the sitting.

    :raises AttemptNotFound: the attempt is none of this sitting.
    """
    for examined in list_examined(sitting):
        if examined.attempt == attempt_uuid:
            return examined
    raise AttemptNotFound(_("There is no such attempt."))
