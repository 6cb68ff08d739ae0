"""What is known of enrolments before a practical examination, and what the rule of admission says of each."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from courses.catalog.api import RequirementKind
from lms.core.clock import local_date
from lms.core.sentences import clauses, said_of
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.exams.practical.models import (
    PracticalCandidate,
    PracticalExamination,
    PracticalScheme,
    PracticalState,
)
from lms.exams.practical.occupied import period_of
from lms.exams.practical.waived import without_waived
from lms.exams.sittings.eligibility import Conditions, Standing, judge
from lms.exams.sittings.occupied import busy_with, occasions_between
from lms.exams.sittings.reasons import against
from lms.exams.sittings.standings import Judged, conditions_on, passed_before


def judged_for(examination: PracticalExamination, enrolments: Iterable[Enrolment]) -> list[Judged]:
    """Return what the rule says of each; the same rule as before a sitting."""
    rows, day = list(enrolments), local_date(examination.starts_at)
    conditions = conditions_on(examination.scheme.code, day)
    return [
        Judged(row, standing, judge(standing, conditions, on=day))
        for row, standing in zip(rows, _standings(examination, rows, conditions), strict=True)
    ]


def named_against(examination: PracticalExamination, enrolments: Iterable[Enrolment]) -> list[str]:
    """Return in words who of these cannot come, and why."""
    return in_words(examination, judged_for(examination, enrolments))


def in_words(examination: PracticalExamination, found: Iterable[Judged]) -> list[str]:
    """Return in words what stands against whom."""
    conditions = conditions_on(examination.scheme.code, local_date(examination.starts_at))
    return [
        said_of(named(judged.enrolment), clauses(words))
        for judged in found
        if (words := against(judged, conditions))
    ]


def named(enrolment: Enrolment) -> str:
    """Return a name with the number of the trainee: two people may have one name."""
    person = enrolment.person
    user = getattr(person, "user", None)
    return f"{person.full_name} {user.username}" if user else person.full_name


def _standings(
    examination: PracticalExamination, rows: Sequence[Enrolment], conditions: Conditions
) -> list[Standing]:
    people = {row.person_id for row in rows}
    passed, before = passed_before(examination.scheme.code, conditions, people)
    begins, ends = period_of(examination)
    meanwhile = occasions_between(begins, ends, but=examination.uuid)
    clashes = busy_with(dict.fromkeys(people, ends), begins, meanwhile)
    present = dict(examination.candidates.values_list("enrolment__person_id", "enrolment_id"))
    asking = Enrolment.objects.filter(asked_for(examination.scheme), pk__in=[row.pk for row in rows])
    asked = set(asking.values_list("pk", flat=True))
    counts = tries_of(examination.scheme.code, [row.pk for row in rows], elsewhere=examination)
    return [
        Standing(
            is_withdrawn=row.state == EnrolmentState.WITHDRAWN,
            is_here=row.site_id == examination.site_id,
            is_asked=row.pk in asked,
            is_in_twice=present.get(row.person_id, row.pk) != row.pk,
            passed_on=passed.get(row.pk),
            before_on=before.get(row.person_id),
            clash=clashes.get(row.person_id, ""),
            tries=counts["tries"][row.pk],
            planned=counts["planned"][row.pk],
            absences=counts["absences"][row.pk],
        )
        for row in rows
    ]


def unfinished_elsewhere(examination: PracticalExamination, enrolments: Iterable[Enrolment]) -> list[str]:
    """Return in words who of these has a try of this examination elsewhere that has no released result yet."""
    words = {
        PracticalState.SCHEDULED: _("is admitted on another day: %(title)s, %(day)s"),
        PracticalState.OPEN: _("is being marked on another day: %(title)s, %(day)s"),
        PracticalState.CLOSED: _("the result of another day is not released yet: %(title)s, %(day)s"),
    }
    people = {row.person_id: named(row) for row in enrolments}
    rows = without_waived(
        PracticalCandidate.objects.filter(
            enrolment__person__in=people,
            attempt=1,
            is_absent=False,
            examination__scheme__code=examination.scheme.code,
            examination__state__in=words,
        )
    )
    rows = rows.exclude(examination=examination).select_related("examination__scheme", "enrolment")
    return [
        _("%(name)s: %(words)s")
        % {
            "name": people[row.enrolment.person_id],
            "words": words[PracticalState(row.examination.state)]
            % {
                "title": row.examination.title,
                "day": date_format(local_date(row.examination.starts_at), "Y-m-d"),
            },
        }
        for row in rows.order_by("enrolment__person__sort_name", "examination__starts_at", "pk")
    ]


def tries_of(
    code: str, enrolments: Iterable[int], *, elsewhere: PracticalExamination | None = None
) -> dict[str, Counter[int]]:
    """Count by enrolment the days of an examination; a further try on the day belongs to its day.

    A day that an appeal has set aside is none (ADR 0126). With `elsewhere` that examination is left out.
    """
    found: dict[str, Counter[int]] = {name: Counter() for name in ("tries", "planned", "absences")}
    days = PracticalCandidate.objects.filter(
        enrolment__in=list(enrolments), attempt=1, examination__scheme__code=code
    )
    days = without_waived(days).exclude(examination__state=PracticalState.CANCELLED)
    if elsewhere is not None:
        days = days.exclude(examination=elsewhere)
    for pk, is_absent, state in days.values_list("enrolment_id", "is_absent", "examination__state"):
        planned = "planned" if state == PracticalState.SCHEDULED else "tries"
        found["absences" if is_absent else planned][pk] += 1
    return found


def asked_for(scheme: PracticalScheme) -> Q:
    """Return the condition on enrolments whose programme has this examination, as its own or as a requirement."""
    asked = Q(
        version__requirements__kind=RequirementKind.EXAMINATION_PASSED,
        version__requirements__examination_scheme=scheme.code,
    )
    return asked | Q(version__programme__code=scheme.bank) if scheme.bank else asked
