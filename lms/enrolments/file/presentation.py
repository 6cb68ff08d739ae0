"""A file as values for the page: the table, and the lanes of its picture."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from lms.core.clock import local_date
from lms.enrolments.file.happenings import Kind
from lms.enrolments.file.queries import Course, File
from lms.enrolments.file.rules import Bar, Lane, Mark, Picture, picture_of

KINDS = {
    Kind.STAY: pgettext_lazy("happening", "Stay"),
    Kind.FORECAST: gettext_lazy("Release forecast"),
    Kind.ENROLMENT: gettext_lazy("Programme"),
    Kind.CLASS: pgettext_lazy("group", "Class"),
    Kind.HOURS: gettext_lazy("Class hours"),
    Kind.LEARNT: gettext_lazy("Accepted online hours"),
    Kind.EXAMINATION: gettext_lazy("Examination"),
    Kind.CREDIT: gettext_lazy("Credits"),
    Kind.CERTIFICATE: gettext_lazy("Certificate"),
    Kind.REST: gettext_lazy("Interruption"),
    Kind.TRANSFER: pgettext_lazy("happening", "Transfer"),
}
# What stands in the picture beside the bars; the rest is in the table.
MARKED = (Kind.EXAMINATION, Kind.CERTIFICATE, Kind.TRANSFER, Kind.REST)


def rows_of(file: File) -> list[dict[str, Any]]:
    """Return the table, the earliest first."""
    titles = {row.enrolment.pk: row.enrolment.version.programme.title for row in file.courses}
    return [
        {
            "day": one.day,
            "kind": KINDS[one.kind],
            "text": one.text,
            "programme": titles.get(one.enrolment, "") if one.enrolment else "",
        }
        for one in file.happenings
    ]


def picture_of_file(file: File, *, today: date) -> Picture:
    """Return the picture: the stays, what belongs to the person, and a lane for each enrolment."""
    end = min(today, file.until) if file.until else today
    stays = tuple(Bar(row.admitted_date, row.left_date, pgettext("happening", "Stay")) for row in file.stays)
    expected = [row.forecast_date for row in file.stays if row.left_date is None and row.forecast_date]
    forecast = tuple(Mark(day, Kind.FORECAST, _("Release forecast")) for day in expected)
    lanes = [Lane(pgettext("happening", "Stay"), stays, (*forecast, *_marks(file, None)))]
    lanes += [
        Lane(row.enrolment.version.programme.title, (_bar(row, file.until),), _marks(file, row.enrolment.pk))
        for row in file.courses
    ]
    return picture_of(lanes, today=end)


def _bar(course: Course, until: date | None) -> Bar:
    row = course.enrolment
    ended = row.completed_at or row.withdrawn_at
    last = local_date(ended) if ended else None
    if until is not None and (last is None or last > until):
        last = until
    return Bar(local_date(row.enrolled_at), last, f"{row.version.programme.title} · {course.school.name}")


def _marks(file: File, enrolment: int | None) -> tuple[Mark, ...]:
    return tuple(
        Mark(one.day, one.kind, one.text)
        for one in file.happenings
        if one.kind in MARKED and one.enrolment == enrolment
    )
