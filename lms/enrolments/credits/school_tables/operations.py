"""Writes of schools' credit tables. The school is locked first: of two officers at once, one is told."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import PlannedRecognition, Programme, get_published_version, plan_of
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.credits.school_tables.models import SchoolCreditTable, TableState
from lms.enrolments.credits.school_tables.policies import schools_tabled_by
from lms.enrolments.credits.school_tables.queries import planned
from lms.enrolments.credits.school_tables.rules import reasons_against
from lms.enrolments.credits.school_tables.words import AGAINST
from lms.enrolments.errors import CreditTableKnown, CreditTableNotFound, CreditTableRefused
from lms.organisations.api import School


@dataclass(frozen=True, slots=True)
class NewTable:
    """What certificates are to count for at a school, why, who says so, and the key of the form."""

    school: School
    programme: Programme
    table: PlannedRecognition
    reason: str
    by: User
    client_key: UUID


def lock_tables(school_id: int) -> None:
    """Lock a school's tables for the caller's transaction."""
    School.objects.select_for_update(no_key=True).get(pk=school_id)


def check_table(table: PlannedRecognition, programme: Programme, *, now: datetime) -> None:
    """Refuse what cannot be a school's table for the newest published version of a programme.

    :raises CreditTableRefused: with what is wrong, for the first thing with its field.
    """
    courses = plan_of(get_published_version(programme_code=programme.code)).courses
    found = [AGAINST[one] for one in reasons_against(table, courses, today=local_date(now))]
    if found:
        (field, first), *more = found
        raise CreditTableRefused(str(first), field=field, reasons=[str(text) for _field, text in more])


def propose_table(*, new: NewTable, actor: Actor, now: datetime) -> SchoolCreditTable:
    """Propose a table; nothing changes until another officer agrees. The same form sent twice is one.

    :raises CreditTableNotFound: it is no school of this officer's.
    :raises CreditTableRefused: it cannot be a table, or nobody says why.
    :raises CreditTableKnown: another proposal for this programme waits, or the form was sent with something else.
    """
    check_table(new.table, new.programme, now=now)
    if not new.reason.strip():
        raise CreditTableRefused(_("Write the reason."), field="reason")
    with transaction.atomic(durable=True):
        _refuse_stranger(new.by, new.school.pk)
        lock_tables(new.school.pk)
        known = SchoolCreditTable.objects.filter(client_key=new.client_key).first()
        if known is not None:
            return _same(known, new)
        there = SchoolCreditTable.objects.filter(school=new.school, programme=new.programme)
        if there.filter(state=TableState.WAITING).exists():
            raise CreditTableKnown(
                _("Another table for this programme waits for a second officer. Decide on it first.")
            )
        table = new.table
        row = SchoolCreditTable.objects.create(
            school=new.school,
            programme=new.programme,
            valid_from=table.valid_from,
            cap_percent=table.cap_percent,
            cap_blocks=list(table.cap_blocks),
            credits=_given(table),
            reason=new.reason.strip(),
            proposed_by=new.by,
            proposed_at=now,
            client_key=new.client_key,
        )
        _record(AuditAction.PROPOSE_CREDIT_TABLE, row, actor, now)
    return row


def decide_table(
    *, table_uuid: UUID, is_agreed: bool, by: User, actor: Actor, now: datetime
) -> SchoolCreditTable:
    """Agree to a table, or not; whoever proposed it may only take it back.

    :raises CreditTableNotFound: there is none, or it is of no school of this officer's.
    :raises CreditTableKnown: somebody has decided on it already.
    :raises CreditTableRefused: the one who proposed it would agree, or its first day is over.
    """
    with transaction.atomic(durable=True):
        found = SchoolCreditTable.objects.filter(uuid=table_uuid).values_list("school", flat=True).first()
        if found is None:
            raise CreditTableNotFound(_("There is nothing at this address."))
        _refuse_stranger(by, found)
        lock_tables(found)
        row = SchoolCreditTable.objects.get(uuid=table_uuid)
        if row.state != TableState.WAITING:
            raise CreditTableKnown(_("Somebody has decided on this table already."))
        if is_agreed:
            _refuse_agreeing(row, by, now)
        row.state = TableState.AGREED if is_agreed else TableState.DECLINED
        row.decided_by, row.decided_at = by, now
        row.save(update_fields=["state", "decided_by", "decided_at"])
        _record(AuditAction.DECIDE_CREDIT_TABLE, row, actor, now)
    return row


def _given(table: PlannedRecognition) -> dict[str, int]:
    return {kind: number for kind, number in table.credits.items() if number}


def _same(known: SchoolCreditTable, new: NewTable) -> SchoolCreditTable:
    """Return what this form proposed before; other numbers in it would be taken for those that were kept."""
    said = (new.school, new.programme, replace(new.table, credits=_given(new.table)), new.reason.strip())
    if (known.school, known.programme, planned(known), known.reason) != said:
        raise CreditTableKnown(_("This form was sent before with something else. Open the page again."))
    return known


def _refuse_stranger(user: User, school_id: int) -> None:
    if not schools_tabled_by(user).filter(pk=school_id).exists():
        raise CreditTableNotFound(_("There is nothing at this address."))


def _refuse_agreeing(row: SchoolCreditTable, by: User, now: datetime) -> None:
    if row.proposed_by_id == by.pk:
        raise CreditTableRefused(_("Another officer than the one who proposed it agrees."))
    check_table(planned(row), row.programme, now=now)


def _record(action: AuditAction, row: SchoolCreditTable, actor: Actor, now: datetime) -> None:
    after = {
        "valid_from": row.valid_from.isoformat(),
        "cap_percent": row.cap_percent,
        "cap_blocks": row.cap_blocks,
        "credits": row.credits,
        "state": row.state,
    }
    audit.record(actor=actor, action=action, target=row, after=after, reason=row.reason, now=now)
