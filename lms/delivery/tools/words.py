"""What people read about counted tools."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from lms.core.clock import local_date
from lms.delivery.timetable.models import ClassSession, SessionState
from lms.delivery.tools.models import ToolLoan
from lms.delivery.tools.rules import Against

AGAINST = {
    Against.RANGE: gettext_lazy("between 0 and 999."),
    Against.MORE_BACK: gettext_lazy("more counted back than given out."),
    Against.NOT_THERE: gettext_lazy("only %(free)d are free."),
    Against.SIGNED: gettext_lazy("the register is signed, so what was given out stays as it is."),
}


def missing_words(loans: Iterable[ToolLoan]) -> list[str]:
    """Return each tool that is missing, with how many."""
    words = _("%(tool)s: %(count)d of %(all)d missing")
    return [words % {"tool": row.tool.name, "count": row.missing, "all": row.issued} for row in loans]


def why_nothing_is_counted(session: ClassSession, now: datetime) -> str:
    """Return why no tool is counted for a session at this moment, or nothing where it is."""
    if session.state == SessionState.CANCELLED:
        return _("This session is cancelled.")
    zone = session.cohort.site.time_zone
    if local_date(now, zone=zone) < local_date(session.begins_at, zone=zone):
        return _("Tools are given out on the day of the session.")
    return ""


Rows = tuple[list[str], list[list[str | int]]]


def tool_rows(rows: Iterable[Any]) -> Rows:
    """Return heads and rows of a table of the tools of `list_tools`."""
    head = [_("Training site"), _("Tool"), _("How many there are"), _("Out now")]
    return head, [[row.site.name, row.name, row.quantity, row.out] for row in rows]


def out_rows(loans: Iterable[ToolLoan]) -> Rows:
    """Return heads and rows of a table of what is not back, of `list_out`."""
    head = [
        *(_("Training site"), _("Tool"), _("Given out"), _("Not back"), _("Cohort"), _("Session")),
        *(pgettext("classroom", "Room"), _("Instructor"), _("Reported")),
    ]
    return head, [_out_row(row) for row in loans]


def _out_row(row: ToolLoan) -> list[str | int]:
    session, site = row.session, row.tool.site
    begins = f"{session.begins_at.astimezone(ZoneInfo(site.time_zone)):%Y-%m-%d %H:%M}"
    what: list[str | int] = [site.name, row.tool.name, row.issued, row.missing]
    return [*what, session.cohort.code, begins, session.room.name, session.instructor.display_name, row.note]
