"""Writes to items themselves: out of use and back, and which of them are twins."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import Busy
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
    :raises Busy: somebody marked twins of these at the same moment; to try again.
    """
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    if len(wanted) < FEWEST_TWINS:
        raise ItemRefused(_("Name at least two different questions."), field="codes")
    with transaction.atomic(durable=True):
        rows = _locked_with_twins(wanted)
        missing = set(wanted) - {row.code for row in rows}
        if missing:
            words = _("There is no question %(codes)s in the bank.")
            raise ItemNotFound(words % {"codes": ", ".join(sorted(missing))}, field="codes")
        groups = {row.twin_group for row in rows if row.twin_group}
        group = min(groups) if groups else new_uuid().hex
        _refuse_newcomers(rows, groups - {group})
        changed = [row for row in rows if row.twin_group != group]
        for row in changed:
            row.twin_group = group
        Item.objects.bulk_update(changed, ["twin_group"])
        changes = [audit.Change(row, after={"twins": group}) for row in changed]
        audit.record_all(actor=actor, action=AuditAction.TWIN_ITEMS, changes=changes, now=now)
    return rows


def part_twin(*, code: str, actor: Actor, now: datetime) -> Item:
    """Say that an item has no twins after all; one that is left alone has none either.

    :raises ItemNotFound: there is none.
    """
    with transaction.atomic(durable=True):
        item = next((row for row in _locked_with_twins([code]) if row.code == code), None)
        if item is None:
            raise _unknown()
        group = item.twin_group
        twins = list(Item.objects.filter(twin_group=group).order_by("pk")) if group else []
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
        raise _unknown()
    return item


def _unknown() -> ItemNotFound:
    return ItemNotFound(_("There is no such question in the bank."))


def _locked_with_twins(codes: Sequence[str]) -> list[Item]:
    """Return these items and all their twins, locked in one order, so that two who mark wait and never clash."""
    named = Item.objects.filter(code__in=codes)
    groups = named.exclude(twin_group="").values("twin_group")
    keys = list(
        Item.objects.filter(Q(code__in=codes) | Q(twin_group__in=groups)).values_list("pk", flat=True)
    )
    return list(Item.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _refuse_newcomers(rows: Sequence[Item], groups: set[str]) -> None:
    """Refuse to give up groups that somebody else's item came into while the locks were waited for.

    :raises Busy: to try again.
    """
    if Item.objects.filter(twin_group__in=groups).exclude(pk__in=[row.pk for row in rows]).exists():
        raise Busy(_("The system is busy. Nothing was changed. Please try again in a moment."))
