"""What examinations tell of a person's file: released results, of written and of practical ones."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.enrolments.api import Enrolment, Happening, HappeningKind
from lms.exams.marking.current import results_that_count
from lms.exams.practical.models import PracticalResult, PracticalState


def tell_results(enrolments: Sequence[Enrolment]) -> Iterator[Happening]:
    """Tell of what counts of each attempt, and of the last result of each practical examination; two queries."""
    written = results_that_count(released=True).filter(attempt__candidate__enrolment__in=enrolments)
    for row in written.select_related("attempt__candidate__sitting__scheme"):
        candidate = row.attempt.candidate
        text = _said(candidate.sitting.scheme.title, row.percent, row.passed)
        day = local_date(candidate.sitting.opens_at)
        yield Happening(day, HappeningKind.EXAMINATION, text, candidate.enrolment_id)
    practical = PracticalResult.objects.filter(
        candidate__enrolment__in=enrolments, candidate__examination__state=PracticalState.RELEASED
    ).select_related("candidate__examination__scheme")
    last = {row.candidate_id: row for row in practical.order_by("number")}
    for one in last.values():
        examination = one.candidate.examination
        text = _said(examination.title, one.percent, one.passed)
        day = local_date(examination.starts_at)
        yield Happening(day, HappeningKind.EXAMINATION, text, one.candidate.enrolment_id)


def _said(title: str, percent: Decimal, passed: bool) -> str:
    words = _("%(title)s: %(percent)s %%, passed") if passed else _("%(title)s: %(percent)s %%, not passed")
    return words % {"title": title, "percent": f"{percent.normalize():f}"}
