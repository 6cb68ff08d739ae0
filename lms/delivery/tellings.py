"""What this app tells of a person's file: classes, the hours of locked registers, accepted learning by month."""

from collections.abc import Iterator, Sequence

from django.db.models import Max, Sum
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _

from lms.core.clock import local_date
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
    months = attended.annotate(month=TruncMonth("register__session__begins_at")).values_list(
        "enrolment_id", "month", "register__session__cohort__site"
    )
    sums = months.annotate(minutes=Sum("minutes"), last=Max("register__session__begins_at"))
    for enrolment, _month, _site, minutes, last in sums:
        words = _("Attended: %(hours)s class hours (%(minutes)d minutes)")
        figures = {"hours": f"{minutes / CLASS_HOUR_MINUTES:.1f}", "minutes": minutes}
        yield Happening(local_date(last), HappeningKind.HOURS, words % figures, enrolment, minutes=minutes)
    accepted = LearningEntry.objects.filter(enrolment__in=enrolments).order_by()
    months = accepted.annotate(month=TruncMonth("learnt_until")).values("enrolment_id", "month")
    # Of a month of which all was taken back there is nothing to tell.
    for row in months.annotate(minutes=Sum("minutes"), last=Max("learnt_until")).exclude(minutes=0):
        words = _("Accepted for learning in lessons: %(minutes)d minutes") % {"minutes": row["minutes"]}
        about = {"enrolment": row["enrolment_id"], "learnt": row["minutes"]}
        yield Happening(row["last"], HappeningKind.LEARNT, words, **about)
