"""Entries of the trail: what a filter finds, newest first, a page at a time however many there are; one entry."""

import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from uuid import UUID

from django.apps import apps
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import staff_called
from lms.auditing.errors import EntryNotFound, SeveralStaff, StaffNotFound
from lms.core.audit import PLATFORM_CHAIN
from lms.core.clock import end_of_day, start_of_day
from lms.core.models import AuditChain, AuditEntry

_BOTH_NAMES = re.compile(r".*[(（]([^()（）]+)[)）]")  # "name (user name)", as an entry says who
BESIDE = 10  # entries about the same thing, or by the same person, that stand beside one


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody looks for; empty values ask for nothing."""

    first: date | None = None
    last: date | None = None
    actions: Sequence[str] = ()
    actor: UUID | None = None
    kind: str = ""
    target: UUID | None = None


@dataclass(frozen=True, slots=True)
class EntryPage:
    """Some entries, newest first, and whether there are newer and older ones that fit."""

    rows: Sequence[AuditEntry]
    has_newer: bool
    has_older: bool


@dataclass(frozen=True, slots=True)
class EntryBeside:
    """One entry, the one before and after it in the chain, and others about the same thing and by the same person."""

    entry: AuditEntry
    before: AuditEntry | None
    after: AuditEntry | None
    same_target: Sequence[AuditEntry]
    same_actor: Sequence[AuditEntry]


def find_entries(sought: Sought) -> QuerySet[AuditEntry]:
    """Return the entries that fit, newest first."""
    # There is one chain. Where an index leads to one value it is not named: the database would rather walk along it,
    # and for what was usual long ago pass over everything since.
    leads = bool(sought.actor or sought.kind or sought.target) or len(sought.actions) == 1
    rows = (AuditEntry.objects.all() if leads else _of_the_chain()).order_by("-seq")
    if sought.first:
        rows = rows.filter(at__gte=start_of_day(sought.first))
    if sought.last:
        rows = rows.filter(at__lte=end_of_day(sought.last))
    if sought.actions:
        rows = rows.filter(action__in=sought.actions)
    if sought.actor:
        rows = rows.filter(actor_uuid=sought.actor)
    if sought.target:
        # The index begins with the kind: all kinds are a few looks, none is the whole trail.
        rows = rows.filter(
            target_type__in=[sought.kind] if sought.kind else kinds(), target_uuid=sought.target
        )
    elif sought.kind:
        rows = rows.filter(target_type=sought.kind)
    return rows


def page_of(
    rows: QuerySet[AuditEntry], *, number: int, before: int | None = None, after: int | None = None
) -> EntryPage:
    """Return the entries below the number `before`, or the nearest ones above `after`, else the newest."""
    if after is not None:
        above = list(rows.filter(seq__gt=after).order_by("seq")[: number + 1])
        shown = above[:number][::-1]
        return EntryPage(shown, len(above) > number, rows.filter(seq__lte=after).exists())
    if before is not None:
        below = list(rows.filter(seq__lt=before)[: number + 1])
        return EntryPage(below[:number], rows.filter(seq__gte=before).exists(), len(below) > number)
    newest = list(rows[: number + 1])
    return EntryPage(newest[:number], False, len(newest) > number)


def get_entry(seq: int) -> EntryBeside:
    """Return an entry with what stands beside it. A fixed number of queries.

    :raises EntryNotFound: no entry has this number.
    """
    near = {row.seq: row for row in _of_the_chain().filter(seq__gte=seq - 1, seq__lte=seq + 1)}
    entry = near.get(seq)
    if entry is None:
        raise EntryNotFound
    about = find_entries(Sought(kind=entry.target_type, target=entry.target_uuid)).exclude(seq=seq)
    by = find_entries(Sought(actor=entry.actor_uuid)).exclude(seq=seq) if entry.actor_uuid else about.none()
    return EntryBeside(entry, near.get(seq - 1), near.get(seq + 1), list(about[:BESIDE]), list(by[:BESIDE]))


def staff_meant(said: str) -> UUID:
    """Return whose sign-in is meant, of staff only: by user name, by the name that is shown, or by both.

    Both stand in an entry as “name (user name)”. The `uuid` that an entry names goes, too.

    :raises StaffNotFound: no member of staff is called so; one of somebody in training is not told apart.
    :raises SeveralStaff: several are; their user names are named.
    """
    with suppress(ValueError):
        return UUID(said)
    found = staff_called(said)  # first as it stands: a name may hold brackets of its own
    if not found and (both := _BOTH_NAMES.fullmatch(said)):
        found = staff_called(both[1])
    if not found:
        raise StaffNotFound(_("No member of staff has this name or user name."), field="who")
    if len(found) > 1:
        words = _("Several members of staff have this name. Write the user name: %(names)s.")
        raise SeveralStaff(words % {"names": _(", ").join(user.username for user in found)}, field="who")
    return found[0].uuid


def newest_entry() -> AuditEntry | None:
    """Return the last entry of the chain."""
    return _of_the_chain().order_by("-seq").first()


@cache
def kinds() -> tuple[str, ...]:
    """Return the kinds of things that entries may be about."""
    own = {model._meta.label_lower for model in apps.get_models() if _may_be_target(model)}
    return tuple(sorted(own | {"wagtaildocs.document"}))  # handouts of lessons


def _may_be_target(model: type[Model]) -> bool:
    return hasattr(model, "uuid") and not model._meta.app_label.startswith("wagtail")


def _of_the_chain() -> QuerySet[AuditEntry]:
    head = AuditChain.objects.filter(name=PLATFORM_CHAIN).values("pk")[:1]
    return AuditEntry.objects.filter(chain=head)
