"""Who may be admitted to a practical examination: the dated rule, asked of what is known of each enrolment.

The rule is the same kind of row as for written examinations (`AdmissionRule`): resits, what comes before, how long it
counts. Writes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q

from courses.catalog.api import RequirementKind
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.exams.practical.models import (
    PracticalCandidate,
    PracticalExamination,
    PracticalScheme,
    PracticalState,
)
from lms.exams.sittings.eligibility import Conditions, Standing, judge
from lms.exams.sittings.reasons import against
from lms.exams.sittings.standings import Judged, conditions_on, passes_that_stand


def conditions_for(examination: PracticalExamination) -> Conditions:
    """Return the rule of admission that holds on the day of an examination."""
    return conditions_on(examination.scheme.code, local_date(examination.starts_at))


def reasons_against(
    examination: PracticalExamination, enrolments: Iterable[Enrolment]
) -> dict[int, list[str]]:
    """Return in words why somebody of these cannot be admitted, by the key of the enrolment."""
    rows, day = list(enrolments), local_date(examination.starts_at)
    conditions = conditions_for(examination)
    found = {}
    for row, standing in zip(rows, _standings(examination, rows, conditions), strict=True):
        judgement = judge(standing, conditions, on=day)
        if not judgement.is_eligible:
            found[row.pk] = against(Judged(row, standing, judgement), conditions)
    return found


def named_against(examination: PracticalExamination, enrolments: Iterable[Enrolment]) -> list[str]:
    """Return in words who of these cannot be admitted, and why."""
    rows = list(enrolments)
    found = reasons_against(examination, rows)
    return [f"{row.person.full_name}: {words}" for row in rows for words in found.get(row.pk, ())]


def _standings(
    examination: PracticalExamination, rows: Sequence[Enrolment], conditions: Conditions
) -> list[Standing]:
    code, people = examination.scheme.code, {row.person_id for row in rows}
    passes = passes_that_stand({code, conditions.after} - {""}, people)
    passed = {one.enrolment: local_date(one.at) for one in reversed(passes) if one.code == code}
    before = {one.person: local_date(one.at) for one in passes if one.code == conditions.after}
    tries = tries_of(code, rows, but=examination)
    keys = Enrolment.objects.filter(asked_by(examination.scheme), pk__in=[row.pk for row in rows])
    asked = set(keys.values_list("pk", flat=True))
    present = examination.candidates.filter(enrolment__person__in=people)
    here = dict(present.values_list("enrolment__person_id", "enrolment_id"))
    return [
        Standing(
            is_withdrawn=row.state == EnrolmentState.WITHDRAWN,
            is_here=row.site_id == examination.site_id,
            is_asked=row.pk in asked,
            is_in_twice=here.get(row.person_id, row.pk) != row.pk,
            passed_on=passed.get(row.pk),
            tries=tries[row.pk],
            before_on=before.get(row.person_id),
        )
        for row in rows
    ]


def tries_of(
    code: str, enrolments: Iterable[Enrolment], *, but: PracticalExamination | None = None
) -> Counter[int]:
    """Return how often each enrolment tried a practical examination or is admitted to it; absence is no try."""
    rows = PracticalCandidate.objects.filter(enrolment__in=list(enrolments), examination__scheme__code=code)
    rows = rows.filter(is_absent=False).exclude(examination__state=PracticalState.CANCELLED)
    if but is not None:
        rows = rows.exclude(examination=but)
    return Counter(rows.values_list("enrolment_id", flat=True))


def enrolments_with_a_try_left(examination: PracticalExamination) -> set[int]:
    """Return who of an examination's candidates may try once more by the rule, which counts earlier days as well."""
    resits = conditions_for(examination).resits
    enrolments = Enrolment.objects.filter(practicals__examination=examination).distinct()
    tries = tries_of(examination.scheme.code, enrolments)
    return {row.pk for row in enrolments if resits is None or tries[row.pk] <= resits}


def asked_by(scheme: PracticalScheme) -> Q:
    """Return which enrolments have this examination: their programme's own, or one that it requires."""
    kind = RequirementKind.EXAMINATION_PASSED
    asked = Q(version__requirements__kind=kind, version__requirements__examination_scheme=scheme.code)
    return asked | Q(version__programme__code=scheme.bank) if scheme.bank else asked
