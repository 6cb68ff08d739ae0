"""What is known of enrolments before a sitting, and what the rule of admission says of each. Writes nothing."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from courses.catalog.api import RequirementKind
from lms.core.clock import local_date
from lms.delivery.api import completed_lessons_by_enrolment
from lms.enrolments.api import Enrolment, EnrolmentState, examinations_passed
from lms.exams.sittings.arrangements import AdmissionRule
from lms.exams.sittings.eligibility import Conditions, Judgement, Standing, judge
from lms.exams.sittings.models import ENDED_STATES, OVER, Attempt, AttemptState, Sitting, SittingCandidate


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
    return Conditions(row.resits, row.after, row.after_months) if row else Conditions()


def rule_on(code: str, day: date) -> AdmissionRule | None:
    """Return the row of the rule that holds on a day."""
    return AdmissionRule.objects.filter(code=code, valid_from__lte=day).order_by("-valid_from").first()


def period_of(sitting: Sitting) -> tuple[datetime, datetime]:
    """Return from when to when a room and its people are taken: from the doors to the end of whoever starts last."""
    last = sitting.closes_at + timedelta(minutes=sitting.scheme.duration_minutes)
    return sitting.doors_at or sitting.opens_at, last


def sittings_meanwhile(sitting: Sitting) -> list[Sitting]:
    """Return the other sittings at that time that are not over, at whatever place."""
    begins, ends = period_of(sitting)
    # An examination lasts at most so long: nothing older can reach into this one.
    near = Sitting.objects.exclude(pk=sitting.pk).exclude(state__in=OVER).select_related("scheme", "room")
    rows = near.filter(opens_at__lt=ends)
    return [row for row in rows if period_of(row)[0] < ends and period_of(row)[1] > begins]


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
    standings = _standings(sitting, rows, conditions)
    present = {row.enrolment_id: row for row in sitting.candidates.select_related("arrangement")}
    return [
        Judged(row, standing, judge(standing, conditions, on=day), present.get(row.pk))
        for row, standing in zip(rows, standings, strict=True)
    ]


def _standings(sitting: Sitting, rows: Sequence[Enrolment], conditions: Conditions) -> list[Standing]:
    code, people = sitting.scheme.code, {row.person_id for row in rows}
    asked = set(who_is_asked(sitting).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True))
    passes = examinations_passed({code, conditions.after} - {""}, people)
    passed = {one.enrolment: local_date(one.at) for one in reversed(passes) if one.code == code}
    before = {one.person: local_date(one.at) for one in passes if one.code == conditions.after}
    tries = tries_of(code, [row.pk for row in rows])
    clashes = _clashes(sitting, people)
    lessons = completed_lessons_by_enrolment(rows)
    return [
        Standing(
            is_withdrawn=row.state == EnrolmentState.WITHDRAWN,
            is_completed=row.state == EnrolmentState.COMPLETED,
            is_here=row.site_id == sitting.site_id,
            is_asked=row.pk in asked or row.site_id != sitting.site_id,
            passed_on=passed.get(row.pk),
            tries=tries[row.pk],
            before_on=before.get(row.person_id),
            clash=clashes.get(row.person_id, ""),
            lessons_done=lessons[row.pk][0],
            lessons=lessons[row.pk][1],
        )
        for row in rows
    ]


def tries_of(code: str, enrolments: Iterable[int]) -> Counter[int]:
    """Return how many tries at an examination each of some enrolments has used."""
    ended = Attempt.objects.filter(
        candidate__enrolment__in=list(enrolments),
        candidate__sitting__scheme__code=code,
        state__in=ENDED_STATES,
    )
    return Counter(ended.values_list("candidate__enrolment_id", flat=True))


def _clashes(sitting: Sitting, people: set[int]) -> dict[int, str]:
    """Return the other sitting in which somebody sits, or waits to, at the same time."""
    meanwhile = {row.pk: row for row in sittings_meanwhile(sitting)}
    taken = SittingCandidate.objects.filter(sitting__in=meanwhile, enrolment__person__in=people)
    taken = taken.filter(attempts__state__in=[AttemptState.PREPARED, AttemptState.IN_PROGRESS])
    pairs = taken.values_list("enrolment__person_id", "sitting_id")
    return {person: meanwhile[pk].title for person, pk in pairs}
