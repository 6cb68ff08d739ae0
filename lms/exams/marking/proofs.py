"""What released results prove about a requirement, also one of a version that somebody is not on yet."""

from collections.abc import Mapping, Sequence

from courses.catalog.api import Requirement
from lms.enrolments.api import Enrolment, Proof
from lms.exams.marking.models import Result
from lms.exams.sittings.models import ENDED_STATES

SOURCE = "exams.result"


def results_proved(
    requirement: Requirement, enrolments: Sequence[Enrolment]
) -> Mapping[int, Sequence[Proof]]:
    """Return the results of each enrolment in the examination that the requirement asks for."""
    rows = Result.objects.filter(
        attempt__candidate__enrolment__in=enrolments,
        attempt__candidate__sitting__scheme__code=requirement.examination_scheme,
        attempt__state__in=ENDED_STATES,
        released_at__isnull=False,
    )
    found: dict[int, list[Proof]] = {}
    columns = ("attempt__candidate__enrolment_id", "percent", "passed", "uuid")
    for enrolment_id, percent, passed, uuid in rows.order_by("released_at", "pk").values_list(*columns):
        found.setdefault(enrolment_id, []).append(Proof(percent, passed, SOURCE, uuid))
    return found
