"""Reads of counted tools: what a session took, what is out, what a site has."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, QuerySet, Sum
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.rows import one_of
from lms.delivery.classdesk.policies import sessions_registered_by, sites_read_by, sites_run_by
from lms.delivery.errors import SessionNotFound, ToolNotFound
from lms.delivery.register.models import RegisterState
from lms.delivery.timetable.models import ClassSession
from lms.delivery.tools.models import Tool, ToolLoan


@dataclass(frozen=True, slots=True)
class Line:
    """A tool beside a session: how many are free for it, and what it took, if anything."""

    tool: Tool
    free: int
    loan: ToolLoan | None


def tools_run_by(user: User) -> QuerySet[Tool]:
    """Return the tools of the sites where the user is a registrar."""
    return Tool.objects.filter(site__in=sites_run_by(user)).select_related("site")


def list_tools(user: User) -> QuerySet[Tool]:
    """Return the tools of the user's sites with how many are `out` now; one query."""
    out = Sum(F("loans__issued") - F("loans__returned"), default=0)
    rows = Tool.objects.filter(site__in=sites_read_by(user)).select_related("site")
    return rows.annotate(out=out).order_by("site__code", "name")


def list_out(user: User) -> QuerySet[ToolLoan]:
    """Return what did not come back at the user's sites, the longest out first; one query."""
    rows = ToolLoan.objects.filter(tool__site__in=sites_read_by(user), returned__lt=F("issued"))
    related = ("tool__site", "session__cohort", "session__room", "session__instructor")
    return rows.select_related(*related).order_by("session__begins_at", "tool__name")


def get_tool(user: User, uuid: UUID) -> Tool:
    """Return a tool of a site where the user is a registrar.

    :raises ToolNotFound: there is none, or it is another site's; the two look alike.
    """
    return one_of(tools_run_by(user), uuid, ToolNotFound(_("There is nothing at this address.")))


def get_session_with_tools(user: User, uuid: UUID) -> ClassSession:
    """Return a session whose register concerns the user.

    :raises SessionNotFound: there is none.
    """
    rows = sessions_registered_by(user).select_related("cohort__site", "room", "course", "unit", "register")
    return one_of(rows, uuid, SessionNotFound(_("There is no such session.")))


def is_signed(session: ClassSession) -> bool:
    """Return whether the register of a session is signed: nothing more is given out, what is missing may come back."""
    return hasattr(session, "register") and session.register.state != RegisterState.OPEN


def lines_of(session: ClassSession) -> list[Line]:
    """Return the tools of the session's site, with those that it took though they are out of use; three queries."""
    loans = {row.tool_id: row for row in session.loans.select_related("tool")}
    tools = list(Tool.objects.filter(site=session.cohort.site_id).order_by("name"))
    free = free_for(session, [row.pk for row in tools])
    return [Line(row, free[row.pk], loans.get(row.pk)) for row in tools if row.quantity or row.pk in loans]


def free_for(session: ClassSession, tools: Iterable[int]) -> dict[int, int]:
    """Return by tool how many no other session has; never below 0."""
    rows = Tool.objects.filter(pk__in=list(tools))
    there = dict(rows.values_list("pk", "quantity"))
    others = ToolLoan.objects.filter(tool__in=there, returned__lt=F("issued")).exclude(session=session)
    sums = others.order_by().values("tool").annotate(out=Sum(F("issued") - F("returned")))
    out = dict(sums.values_list("tool", "out"))
    return {key: max(0, quantity - out.get(key, 0)) for key, quantity in there.items()}


def missing_of(session: ClassSession) -> list[ToolLoan]:
    """Return what a session did not bring back; one query."""
    rows = ToolLoan.objects.filter(session=session, returned__lt=F("issued"))
    return list(rows.select_related("tool").order_by("tool__name"))
