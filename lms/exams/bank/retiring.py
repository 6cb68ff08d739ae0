"""Writes to items themselves: out of use and back, and which of them are twins."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.models import Item
from lms.exams.errors import ItemNotFound, ItemRefused

FEWEST_TWINS = 2
LONGEST_REASON = 300


def retire_item(*, code: str, why: str, by: User, actor: Actor, now: datetime) -> Item:
    """Take an item out of use: no new paper and no new practice has it; what has it, keeps it.

    :raises ItemNotFound: there is none.
    :raises ItemRefused: without a reason, or it was retired before.
    """
    reason = why.strip()[:LONGEST_REASON]
    if not reason:
        raise ItemRefused(_("Say why it is retired."), field="why")
    with transaction.atomic(durable=True):
        item = _locked(code)
        if item.retired_at is not None:
            raise ItemRefused(_("This question was retired before."))
        item.retired_at, item.retired_by, item.retired_why = now, by, reason
        item.save(update_fields=["retired_at", "retired_by", "retired_why"])
        audit.record(actor=actor, action=AuditAction.RETIRE_ITEM, target=item, reason=reason, now=now)
    return item


def restore_item(*, code: str, why: str, actor: Actor, now: datetime) -> Item:
    """Take a retired item into use again.

    :raises ItemNotFound: there is none.
    :raises ItemRefused: without a reason, or it is in use.
    """
    reason = why.strip()[:LONGEST_REASON]
    if not reason:
        raise ItemRefused(_("Say why it is used again."), field="why")
    with transaction.atomic(durable=True):
        item = _locked(code)
        if item.retired_at is None:
            raise ItemRefused(_("This question is in use."))
        item.retired_at, item.retired_by, item.retired_why = None, None, ""
        item.save(update_fields=["retired_at", "retired_by", "retired_why"])
        audit.record(actor=actor, action=AuditAction.RESTORE_ITEM, target=item, reason=reason, now=now)
    return item


def mark_twins(*, codes: Sequence[str], actor: Actor, now: datetime) -> list[Item]:
    """Say that items ask the same thing; whoever was a twin of one of them is a twin of all.

    :raises ItemNotFound: one of the codes is unknown; it is named.
    :raises ItemRefused: fewer than two different items.
    """
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(wanted) < FEWEST_TWINS:
        raise ItemRefused(_("Name at least two different questions."), field="codes")
    with transaction.atomic(durable=True):
        rows = list(Item.objects.select_for_update().filter(code__in=wanted).order_by("pk"))
        missing = set(wanted) - {row.code for row in rows}
        if missing:
            words = _("There is no question %(codes)s in the bank.")
            raise ItemNotFound(words % {"codes": ", ".join(sorted(missing))}, field="codes")
        groups = {row.twin_group for row in rows if row.twin_group}
        more = Item.objects.select_for_update().filter(twin_group__in=groups).order_by("pk")
        everybody = {row.pk: row for row in (*rows, *more)}
        group = min(groups) if groups else new_uuid().hex
        changed = [row for row in everybody.values() if row.twin_group != group]
        for row in changed:
            row.twin_group = group
        Item.objects.bulk_update(changed, ["twin_group"])
        changes = [audit.Change(row, after={"twins": group}) for row in changed]
        audit.record_all(actor=actor, action=AuditAction.TWIN_ITEMS, changes=changes, now=now)
    return list(everybody.values())


def part_twin(*, code: str, actor: Actor, now: datetime) -> Item:
    """Say that an item has no twins after all; one that is left alone has none either.

    :raises ItemNotFound: there is none.
    """
    with transaction.atomic(durable=True):
        item = _locked(code)
        group = item.twin_group
        twins = (
            list(Item.objects.select_for_update().filter(twin_group=group).order_by("pk")) if group else []
        )
        alone = [row for row in twins if row.pk == item.pk or len(twins) == FEWEST_TWINS]
        for row in alone:
            row.twin_group = ""
        Item.objects.bulk_update(alone, ["twin_group"])
        changes = [audit.Change(row, before={"twins": group}) for row in alone]
        audit.record_all(actor=actor, action=AuditAction.PART_TWINS, changes=changes, now=now)
    item.twin_group = ""
    return item


def _locked(code: str) -> Item:
    item = Item.objects.select_for_update().filter(code=code).first()
    if item is None:
        raise ItemNotFound(_("There is no such question in the bank."))
    return item
