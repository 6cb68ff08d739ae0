"""The hours of one enrolment: every number of the audit, down to the sessions and the rows behind it."""

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.delivery.classdesk.presentation import standing_rows
from lms.delivery.classdesk.queries.hours import Ledger, ledger_of
from lms.delivery.classdesk.views.base import DeskPage, table_response
from lms.delivery.hours.models import HoursEntry


class Hours(DeskPage):
    """What counts of each part of the plan, and session by session where it comes from."""

    header_icon = "list-ul"
    page_title = gettext_lazy("Hours, session by session")
    template_name = "delivery/classdesk/hours.html"

    def ledger(self) -> Ledger:
        """Return the ledger of the address, as far as it is the reader's."""
        if not hasattr(self, "_ledger"):
            self._ledger = ledger_of(self.request.user, self.kwargs["enrolment_uuid"])  # type: ignore[arg-type]
        return self._ledger

    def get_page_subtitle(self) -> str:
        return self.ledger().enrolment.person.full_name

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        ledger = self.ledger()
        return super().get_context_data(
            enrolment=ledger.enrolment, ledger=ledger, standings=standing_rows(ledger), **kwargs
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
            *(_("Measure"), _("Minutes"), _("Written at"), _("Correction")),
        ]
        ledger = self.ledger()
        own = {line.session.pk for line in ledger.lines if line.is_own}
        rows = [_cells(row, is_own=row.register.session_id in own) for row in ledger.entries]
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
    ]
