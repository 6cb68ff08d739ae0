"""What this app tells of a file: classes; hours of locked registers and accepted learning, by month and course."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F, Max, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from lms.core.clock import local_date
from lms.core.language import in_language
from lms.delivery.cohorts.models import CohortMember
from lms.delivery.hours.models import HoursEntry, LearningEntry, Measure
from lms.enrolments.api import CLASS_CANCELLED, Enrolment, Happening, HappeningKind

CLASS_HOUR_MINUTES = 45


def tell_teaching(enrolments: Sequence[Enrolment]) -> Iterator[Happening]:
    """Tell of classes, which are their site's own matter, and of attended hours, which go along; three queries."""
    members = CohortMember.objects.filter(enrolment__in=enrolments).select_related("cohort")
    for row in members:
        place = {"enrolment": row.enrolment_id, "site": row.cohort.site_id}
        code = {"code": row.cohort.code}
        if row.left_because == CLASS_CANCELLED:
            words = _("Class %(code)s was cancelled before it was taught") % code
            yield Happening(row.joined_on, HappeningKind.CLASS, words, **place)
            continue
        yield Happening(row.joined_on, HappeningKind.CLASS, _("Joins class %(code)s") % code, **place)
        if row.left_on is not None:
            yield Happening(row.left_on, HappeningKind.CLASS, _("Leaves class %(code)s") % code, **place)
    attended = HoursEntry.objects.filter(enrolment__in=enrolments, measure=Measure.ATTENDED).order_by()
    # By site too: who taught only part of a month reads that part.
    months = attended.annotate(
        month=TruncMonth("register__session__begins_at"), site=F("register__session__cohort__site")
    )
    sums = _by_course(months, "site").annotate(
        minutes=Sum("minutes"), last=Max("register__session__begins_at")
    )
    for row in sums:
        words = _("%(course)s – attended: %(hours)s class hours (%(minutes)d minutes)") % _figures(row)
        about = {"enrolment": row["enrolment_id"], "minutes": row["minutes"]}
        yield Happening(local_date(row["last"]), HappeningKind.HOURS, words, **about)
    accepted = LearningEntry.objects.filter(enrolment__in=enrolments).order_by()
    months = accepted.annotate(month=TruncMonth("learnt_until"))
    # Of a month of which all was taken back there is nothing to tell.
    sums = _by_course(months).annotate(minutes=Sum("minutes"), last=Max("learnt_until")).exclude(minutes=0)
    for row in sums:
        words = _(
            "%(course)s – accepted for learning in lessons: %(hours)s class hours (%(minutes)d minutes)"
        )
        about = {"enrolment": row["enrolment_id"], "learnt": row["minutes"]}
        yield Happening(row["last"], HappeningKind.LEARNT, words % _figures(row), **about)


def _by_course(months: QuerySet[Any], *more: str) -> QuerySet[Any]:
    """Group rows by enrolment, month and course, the courses in the order of the plan."""
    titles = ("course__title_zh", "course__title_en")
    groups = months.values("enrolment_id", "month", *more, "course__position", *titles)
    return groups.order_by("enrolment_id", "month", "course__position")


def _figures(row: dict[str, Any]) -> dict[str, Any]:
    course = in_language({"zh": row["course__title_zh"], "en": row["course__title_en"]})
    minutes = row["minutes"]
    return {"course": course, "hours": f"{minutes / CLASS_HOUR_MINUTES:.1f}", "minutes": minutes}
