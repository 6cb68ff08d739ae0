"""Counts tools out and back. The session is locked first, then the tools: the last ones go to one session only."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.delivery.audit_actions import AuditAction
from lms.delivery.errors import ToolKnown, ToolNotFound, ToolsOutdated, ToolsRefused
from lms.delivery.register.operations.locks import lock_session
from lms.delivery.timetable.models import ClassSession
from lms.delivery.tools.models import Tool, ToolLoan
from lms.delivery.tools.queries import free_for, is_signed
from lms.delivery.tools.rules import Count, reasons_against
from lms.delivery.tools.words import AGAINST, why_nothing_is_counted
from lms.organisations.api import Site


@dataclass(frozen=True, slots=True)
class NewTool:
    """A tool that a site counts."""

    site: Site
    name: str
    quantity: int


def add_tool(*, tool: NewTool, actor: Actor, now: datetime) -> Tool:
    """Count a further tool.

    :raises ToolKnown: the site counts one of this name.
    """
    with transaction.atomic(durable=True):
        try:
            with transaction.atomic():
                row = Tool.objects.create(site=tool.site, name=_as_name(tool.name), quantity=tool.quantity)
        except IntegrityError as error:
            raise ToolKnown(_("A tool of this name is counted already."), field="name") from error
        after = {"quantity": row.quantity}
        audit.record(actor=actor, action=AuditAction.ADD_TOOL, target=row, after=after, now=now)
    return row


def change_tool(*, tool_uuid: UUID, name: str, quantity: int, actor: Actor, now: datetime) -> Tool:
    """Say how a tool is called and how many there are: fewer when one was written off.

    :raises ToolNotFound: there is none.
    :raises ToolKnown: the site counts another one of this name.
    """
    with transaction.atomic(durable=True):
        row = Tool.objects.select_for_update().filter(uuid=tool_uuid).first()
        if row is None:
            raise ToolNotFound(_("There is nothing at this address."))
        before = {"quantity": row.quantity}
        row.name, row.quantity = _as_name(name), quantity
        try:
            with transaction.atomic():
                row.save(update_fields=["name", "quantity"])
        except IntegrityError as error:
            raise ToolKnown(_("A tool of this name is counted already."), field="name") from error
        after = {"quantity": row.quantity}
        audit.record(
            actor=actor, action=AuditAction.CHANGE_TOOL, target=row, before=before, after=after, now=now
        )
    return row


def _as_name(typed: str) -> str:
    return " ".join(typed.split())


@dataclass(frozen=True, slots=True)
class Counted:
    """What somebody counted for a session, by tool, and the sum of the revisions that the form had seen."""

    session_uuid: UUID
    counts: Mapping[UUID, Count]
    seen: int


def count_tools(*, counted: Counted, actor: Actor, now: datetime) -> list[ToolLoan]:
    """Keep how many tools a session took and brought back; what did not change is left as it is.

    :raises SessionNotFound: there is none.
    :raises ToolNotFound: a tool is not one of the session's site.
    :raises ToolsOutdated: somebody counted meanwhile.
    :raises ToolsRefused: the session is cancelled or on a later day, or a count cannot be: the reasons name the tools.
    """
    with transaction.atomic(durable=True):
        session = lock_session(counted.session_uuid)
        why = why_nothing_is_counted(session, now)
        if why:
            raise ToolsRefused(why)
        tools = lock_tools(session, counted.counts)
        loans = {row.tool_id: row for row in session.loans.all()}
        if sum(row.revision for row in loans.values()) != counted.seen:
            raise ToolsOutdated(_("Somebody has counted meanwhile. Look at the page again."))
        wished = [(tool, loans.get(tool.pk), counted.counts[tool.uuid]) for tool in tools]
        changed = [row for row in wished if _count_of(row[1]) != row[2]]
        _refuse_counts(session, changed)
        return [_keep(session, tool, loan, count, actor=actor, now=now) for tool, loan, count in changed]


def lock_tools(session: ClassSession, wanted: Iterable[UUID]) -> list[Tool]:
    """Lock the tools that are counted, always in the same order.

    :raises ToolNotFound: one is not of the session's site.
    """
    wanted = set(wanted)
    rows = Tool.objects.select_for_update().filter(uuid__in=wanted, site=session.cohort.site_id)
    tools = list(rows.order_by("pk"))
    if len(tools) != len(wanted):
        raise ToolNotFound(_("One of these tools is not counted here."))
    return tools


def _count_of(loan: ToolLoan | None) -> Count:
    return Count(loan.issued, loan.returned, loan.note) if loan else Count(0)


def _refuse_counts(session: ClassSession, changed: list[tuple[Tool, ToolLoan | None, Count]]) -> None:
    signed = is_signed(session)
    free = free_for(session, [tool.pk for tool, _loan, _count in changed])
    reasons = [
        f"{tool.name}{_(': ')}{AGAINST[against] % {'free': free[tool.pk]}}"
        for tool, loan, count in changed
        for against in reasons_against(_count_of(loan), count, free=free[tool.pk], is_signed=signed)
    ]
    if reasons:
        raise ToolsRefused(_("Nothing was kept. These counts cannot be:"), reasons=reasons)


def _keep(
    session: ClassSession, tool: Tool, loan: ToolLoan | None, count: Count, *, actor: Actor, now: datetime
) -> ToolLoan:
    before = _count_of(loan)
    row = loan or ToolLoan(session=session, tool=tool, revision=0)
    row.issued, row.returned, row.note = count.issued, count.returned, count.note
    row.revision += 1
    row.counted_by, row.counted_at = actor.user_uuid, now
    row.save()
    audit.record(
        actor=actor,
        action=AuditAction.COUNT_TOOLS,
        target=row,
        before={"issued": before.issued, "returned": before.returned},
        after={"issued": row.issued, "returned": row.returned},
        now=now,
    )
    return row
