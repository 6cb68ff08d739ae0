"""The hours of one enrolment: every number of the audit, down to the sessions, the lessons and the rows behind it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.core.tables import table_response
from lms.delivery.classdesk.presentation import asked_rows, learning_rows, standing_rows
from lms.delivery.classdesk.queries.hours import Ledger, ledger_of
from lms.delivery.classdesk.views.base import Crumb, DeskPage
from lms.delivery.hours.models import HoursEntry, LearningEntry
from lms.delivery.timetable.models import TeachingKind


class Hours(DeskPage):
    """What counts of each part of the plan, and session by session and lesson by lesson where it comes from."""

    header_icon = "list-ul"
    page_title = gettext_lazy("Hours in detail")
    template_name = "delivery/classdesk/hours.html"

    def ledger(self) -> Ledger:
        """Return the ledger of the address, as far as it is the reader's."""
        if not hasattr(self, "_ledger"):
            self._ledger = ledger_of(self.request.user, self.kwargs["enrolment_uuid"])  # type: ignore[arg-type]
        return self._ledger

    def crumbs(self) -> list[Crumb]:
        ledger = self.ledger()
        if ledger.is_part:
            return []
        person = Crumb(reverse("audit:enrolment", args=[ledger.enrolment.uuid]), self.get_page_subtitle())
        return [Crumb(reverse("audit:index"), _("Completion audit")), person]

    def get_page_subtitle(self) -> str:
        return self.ledger().enrolment.person.full_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ledger = self.ledger()
        return super().get_context_data(
            enrolment=ledger.enrolment,
            ledger=ledger,
            asked=asked_rows(ledger),
            standings=standing_rows(ledger),
            learning=learning_rows(ledger),
            **kwargs,
        )


class ExportHours(Hours):
    """The rows of the ledger as a table to keep: whoever adds them up comes to the numbers of the page."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        head = [
            *(
                _("Day"),
                _("Begins at"),
                _("School"),
                pgettext("teaching", "Part"),
                pgettext("teaching", "Kind"),
            ),
            *(_("Measure"), _("Minutes"), _("Written at"), _("Correction"), _("Lesson")),
        ]
        ledger = self.ledger()
        own = {line.session.pk for line in ledger.lines if line.is_own}
        rows = [_cells(row, is_own=row.register.session_id in own) for row in ledger.entries]
        rows += [_cells_learnt(row, ledger.enrolment.site.time_zone) for row in ledger.learning]
        return table_response(request, "hours", head=head, rows=rows)


def _cells(row: HoursEntry, *, is_own: bool) -> list[str | int]:
    session = row.register.session
    zone = ZoneInfo(session.cohort.site.time_zone)
    begins = session.begins_at.astimezone(zone)
    part = row.unit.title if row.unit else row.course.title
    what = [session.cohort.school.name, part, row.get_kind_display(), row.get_measure_display(), row.minutes]
    why = row.correction.reason if row.correction and is_own else ""
    return [
        f"{begins:%Y-%m-%d}",
        f"{begins:%H:%M}",
        *what,
        f"{row.recorded_at.astimezone(zone):%Y-%m-%d %H:%M}",
        why,
        "",
    ]


def _cells_learnt(row: LearningEntry, zone: str) -> list[str | int]:
    """Return accepted learning as a row among those of registers: of no hour, no school and no correction."""
    part, kind = row.unit.title, str(TeachingKind.THEORY.label)
    what = ["", part, kind, _("Learning accepted as hours"), row.minutes]
    written = f"{row.recorded_at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}"
    return [row.learnt_until.isoformat(), "", *what, written, "", row.lesson.title]
