"""What is known of enrolments before a sitting, and what the rule of admission says of each. Writes nothing."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from courses.catalog.api import RequirementKind
from lms.core.clock import local_date
from lms.delivery.api import completed_lessons_by_enrolment
from lms.enrolments.api import Enrolment, EnrolmentState, Pass, examinations_passed
from lms.exams.sittings.arrangements import AdmissionRule, Arrangement, arrangement_of
from lms.exams.sittings.days import days_of
from lms.exams.sittings.eligibility import Conditions, Judgement, Standing, judge
from lms.exams.sittings.excused import excused
from lms.exams.sittings.models import (
    ENDED_STATES,
    OVER,
    Attempt,
    AttemptState,
    Sitting,
    SittingCandidate,
    SittingState,
)
from lms.exams.sittings.occupied import busy_with, end_for, occasions_between, period_of
from lms.exams.sittings.verdicts import set_aside


@dataclass(frozen=True, slots=True)
class Judged:
    """One enrolment with what is known of it and what the rule says."""

    enrolment: Enrolment
    standing: Standing
    judgement: Judgement
    candidate: SittingCandidate | None = None


def conditions_on(code: str, day: date) -> Conditions:
    """Return the rule of admission to an examination that holds on a day; without one anybody may try any time."""
    row = rule_on(code, day)
    if row is None:
        return Conditions()
    return Conditions(row.resits, row.absence_counts, row.after, row.after_months)


def rule_on(code: str, day: date) -> AdmissionRule | None:
    """Return the row of the rule that holds on a day."""
    return AdmissionRule.objects.filter(code=code, valid_from__lte=day).order_by("-valid_from").first()


def admission_sources(codes: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rules of admission to these examinations as content packs write them, the earliest first."""
    rows = AdmissionRule.objects.filter(code__in=list(codes)).order_by("code", "valid_from")
    return [_source(row) for row in rows]


def _source(row: AdmissionRule) -> dict[str, Any]:
    resits = {} if row.resits is None else {"resits": row.resits}
    absence = {} if row.absence_counts else {"absence_counts": False}
    order = {"after": row.after} if row.after else {}
    months = {} if row.after_months is None else {"after_months": row.after_months}
    basis = {"zh": row.basis_zh, "en": row.basis_en}
    said = {**resits, **absence, **order, **months}
    return {"code": row.code, "valid_from": row.valid_from, **said, "basis": basis}


def who_is_asked(sitting: Sitting) -> QuerySet[Enrolment]:
    """Return the enrolments at the site whose programme asks for this examination."""
    asked = {
        "version__requirements__kind": RequirementKind.EXAMINATION_PASSED,
        "version__requirements__examination_scheme": sitting.scheme.code,
    }
    rows = Enrolment.objects.filter(site=sitting.site_id, **asked).distinct()
    return rows.select_related("person__user", "version__programme", "school").order_by(
        "person__sort_name", "pk"
    )


def judged_for(sitting: Sitting, enrolments: Iterable[Enrolment]) -> list[Judged]:
    """Return what the rule says of each; the number of queries does not depend on how many there are."""
    rows = list(enrolments)
    day = local_date(sitting.opens_at)
    conditions = conditions_on(sitting.scheme.code, day)
    present = {row.enrolment_id: row for row in sitting.candidates.select_related("arrangement", "enrolment")}
    standings = _standings(sitting, rows, conditions, present)
    return [
        Judged(row, standing, judge(standing, conditions, on=day), present.get(row.pk))
        for row, standing in zip(rows, standings, strict=True)
    ]


def _standings(
    sitting: Sitting,
    rows: Sequence[Enrolment],
    conditions: Conditions,
    present: Mapping[int, SittingCandidate],
) -> list[Standing]:
    code, people = sitting.scheme.code, {row.person_id for row in rows}
    asked = set(who_is_asked(sitting).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    passed, before = passed_before(code, conditions, people)
    counts = tries_of(code, [row.pk for row in rows], elsewhere=sitting)
    going_on = going_on_elsewhere(sitting, people)
    void = last_was_void(sitting, people)
    by_person = {one.enrolment.person_id: one.enrolment_id for one in present.values()}
    clashes = _clashes(sitting, rows, present)
    lessons = completed_lessons_by_enrolment(rows)
    return [
        Standing(
            is_withdrawn=row.state == EnrolmentState.WITHDRAWN,
            is_completed=row.state == EnrolmentState.COMPLETED,
            is_here=row.site_id == sitting.site_id,
            is_asked=row.pk in asked or row.site_id != sitting.site_id,
            is_in_twice=by_person.get(row.person_id, row.pk) != row.pk,
            passed_on=passed.get(row.pk),
            tries=counts["tries"][row.pk],
            planned=counts["planned"][row.pk],
            absences=counts["absences"][row.pk],
            before_on=before.get(row.person_id),
            clash=clashes.get(row.person_id, ""),
            going_on=going_on.get(row.person_id, ("", ""))[0],
            going_on_in=going_on.get(row.person_id, ("", ""))[1],
            void_in=void.get(row.person_id, ""),
            lessons_done=lessons[row.pk][0],
            lessons=lessons[row.pk][1],
        )
        for row in rows
    ]


def passed_before(
    code: str, conditions: Conditions, people: Iterable[int]
) -> tuple[dict[int, date], dict[int, date]]:
    """Return when an examination was passed by enrolment, and when the one that comes before was by person.

    A pass counts from the day of the examination, however long its release took (ADR 0122).
    """
    passes = _that_stand(examinations_passed({code, conditions.after} - {""}, people))
    days = days_of({one.source_uuid for one in passes})
    # Of what this platform keeps no examination, the record is all there is.
    dated = sorted(
        (days.get(one.source_uuid) or local_date(one.at), place) for place, one in enumerate(passes)
    )
    in_order = [(day, passes[place]) for day, place in dated]
    passed = {one.enrolment: day for day, one in reversed(in_order) if one.code == code}
    before = {one.person: day for day, one in in_order if one.code == conditions.after}
    return passed, before


def _that_stand(passes: list[Pass]) -> list[Pass]:
    """Leave out what an attempt had proved that was declared void since, or is being written again."""
    sources = [one.source_uuid for one in passes]
    gone = Attempt.objects.exclude(state__in=ENDED_STATES).filter(results__uuid__in=sources)
    uuids = set(gone.values_list("results__uuid", flat=True))
    return [one for one in passes if one.source_uuid not in uuids]


def tries_of(
    code: str, enrolments: Iterable[int], *, elsewhere: Sitting | None = None
) -> dict[str, Counter[int]]:
    """Count by enrolment the attempts at an examination: begun, waiting, or never begun. Void ones are none.

    Nor is one that an appeal has set aside (ADR 0114), nor an absence that is excused (ADR 0215).

    With `elsewhere` those of that sitting are left out.
    """
    found: dict[str, Counter[int]] = {name: Counter() for name in ("tries", "planned", "absences")}
    attempts = Attempt.objects.filter(
        candidate__enrolment__in=list(enrolments), candidate__sitting__scheme__code=code
    ).exclude(state=AttemptState.VOIDED)
    attempts = attempts.filter(~set_aside(), ~excused())
    if elsewhere is not None:
        attempts = attempts.exclude(candidate__sitting=elsewhere)
    columns = ("candidate__enrolment_id", "state", "candidate__sitting__state")
    for pk, state, of_sitting in attempts.values_list(*columns):
        if state != AttemptState.PREPARED:
            found["tries"][pk] += 1
        elif of_sitting == SittingState.CLOSED:
            found["absences"][pk] += 1
        elif of_sitting != SittingState.CANCELLED:
            found["planned"][pk] += 1
    return found


def going_on_elsewhere(sitting: Sitting, people: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return by person what they have of this examination elsewhere that has no result yet, and in which sitting."""
    rows = Attempt.objects.filter(
        candidate__enrolment__person__in=list(people), candidate__sitting__scheme__code=sitting.scheme.code
    )
    rows = rows.exclude(candidate__sitting=sitting).exclude(state=AttemptState.VOIDED)
    rows = rows.exclude(results__released_at__isnull=False)
    found: dict[int, tuple[str, str]] = {}
    for row in rows.select_related("candidate__sitting", "candidate__enrolment").order_by("pk"):
        other = row.candidate.sitting
        if row.state == AttemptState.PREPARED and other.state in OVER:
            continue
        what = {AttemptState.PREPARED: "waits", AttemptState.IN_PROGRESS: "writes"}.get(row.state, "unmarked")
        found[row.candidate.enrolment.person_id] = what, other.title
    return found


def last_was_void(sitting: Sitting, people: Iterable[int]) -> dict[int, str]:
    """Return by person in which other sitting of this examination their last begun attempt was declared void."""
    rows = Attempt.objects.filter(
        candidate__enrolment__person__in=list(people), candidate__sitting__scheme__code=sitting.scheme.code
    )
    rows = rows.exclude(candidate__sitting=sitting).exclude(state=AttemptState.PREPARED)
    last = {}
    for row in rows.select_related("candidate__sitting", "candidate__enrolment").order_by("pk"):
        last[row.candidate.enrolment.person_id] = row
    return {
        person: row.candidate.sitting.title
        for person, row in last.items()
        if row.state == AttemptState.VOIDED
    }


def _clashes(
    sitting: Sitting, rows: Iterable[Enrolment], present: Mapping[int, SittingCandidate]
) -> dict[int, str]:
    """Return what else somebody sits, or waits to, at the same time, however long each of them may write."""
    begins, ends = period_of(sitting)
    wanted = {row.person_id: end_for(sitting, _arranged(present.get(row.pk))) for row in rows}
    return busy_with(wanted, begins, occasions_between(begins, ends, but=sitting.uuid))


def _arranged(candidate: SittingCandidate | None) -> Arrangement | None:
    return arrangement_of(candidate) if candidate else None
