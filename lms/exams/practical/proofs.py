"""What released practical results prove about a requirement, also one of a version that somebody is not on yet."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID

from courses.catalog.api import Requirement
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment, Proof
from lms.exams.practical.days import worked_at
from lms.exams.practical.models import PracticalResult, PracticalScheme, PracticalState

# Given a requirement and enrolments: their proofs by the keys of the enrolments.
Prover = Callable[[Requirement, Sequence[Enrolment]], Mapping[int, Sequence[Proof]]]
SOURCE = "exams.practical_result"


def practical_days(records: Iterable[UUID]) -> dict[UUID, date]:
    """Return by practical result the day of its candidate at the site, else that on which the examination began."""
    columns = ("uuid", "candidate_id", "candidate__examination__starts_at")
    rows = list(PracticalResult.objects.filter(uuid__in=list(records)).values_list(*columns))
    own = worked_at(candidate for _uuid, candidate, _at in rows)
    return {uuid: local_date(own.get(candidate, at)) for uuid, candidate, at in rows}


def practicals_proved(
    requirement: Requirement, enrolments: Sequence[Enrolment]
) -> Mapping[int, Sequence[Proof]]:
    """Return the results of each enrolment in the practical examination that the requirement asks for."""
    rows = PracticalResult.objects.filter(
        candidate__enrolment__in=enrolments,
        candidate__examination__scheme__code=requirement.examination_scheme,
        candidate__examination__state=PracticalState.RELEASED,
    )
    found: dict[int, list[Proof]] = {}
    columns = ("candidate__enrolment_id", "percent", "passed", "uuid")
    for enrolment_id, percent, passed, uuid in rows.order_by("calculated_at", "pk").values_list(*columns):
        found.setdefault(enrolment_id, []).append(Proof(percent, passed, SOURCE, uuid))
    return found


def examinations_proved(of_theory: Prover) -> Prover:
    """Return who proves an examination of either kind: the code of a scheme belongs to one of them only."""

    def proved(requirement: Requirement, enrolments: Sequence[Enrolment]) -> Mapping[int, Sequence[Proof]]:
        is_practical = PracticalScheme.objects.filter(code=requirement.examination_scheme).exists()
        return (practicals_proved if is_practical else of_theory)(requirement, enrolments)

    return proved


def tasks_proved(requirement: Requirement, enrolments: Sequence[Enrolment]) -> Mapping[int, Sequence[Proof]]:
    """Return what each enrolment reached in the practical task that the requirement asks for."""
    rows = PracticalResult.objects.filter(
        candidate__enrolment__in=enrolments, candidate__examination__state=PracticalState.RELEASED
    ).select_related("candidate")
    found: dict[int, list[Proof]] = {}
    for row in rows.order_by("calculated_at", "pk"):
        for part in row.parts:
            if part["code"] == requirement.rubric_code:
                proof = task_proof(row, part)
                found.setdefault(row.candidate.enrolment_id, []).append(proof)
    return found


def task_proof(result: PracticalResult, part: Mapping) -> Proof:
    """Return what one task of a result proves: its own pass mark, and no veto item."""
    return Proof(Decimal(part["mark"]), part["passed"], SOURCE, result.uuid)
