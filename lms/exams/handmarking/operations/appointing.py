"""The officer's part before anybody marks: the dated rule, and who marks at a sitting."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from lms.accounts.api import User, holders_of
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import UnusableRule
from lms.exams.handmarking.errors import MarkingNotFound, MarkingRefused
from lms.exams.handmarking.models import HandMark, Marker, MarkingRule
from lms.exams.handmarking.policies import MARKER_ROLES
from lms.exams.handmarking.standing import last_mark
from lms.exams.sittings.models import Attempt, Sitting
from lms.exams.sittings.operations.locking import lock_sitting


@dataclass(frozen=True, slots=True)
class NewMarkingRule:
    """How answers to an examination are marked by hand from a day on, and on what that rests."""

    code: str
    valid_from: date
    basis: Mapping[str, str]
    near_percent: Decimal
    sample_percent: Decimal
    spread_percent: Decimal
    step: Decimal


def set_marking_rule(*, rule: NewMarkingRule, actor: Actor, now: datetime) -> MarkingRule:
    """Set the rule of an examination from a day on; the same rule of the same day again changes nothing.

    :raises UnusableRule: no basis, percents or steps that cannot be, or that day has another rule.
    """
    percents = (rule.near_percent, rule.sample_percent, rule.spread_percent)
    if not all(0 <= percent <= 100 for percent in percents):
        raise UnusableRule(_("A share in percent is a number from 0 to 100."), field="near_percent")
    if rule.step <= 0:
        raise UnusableRule(_("Steps of marks are more than 0."), field="step")
    if not rule.basis.get("zh", "").strip():
        raise UnusableRule(_("Write down on what the rule rests."), field="basis_zh")
    values = {
        "near_percent": rule.near_percent,
        "sample_percent": rule.sample_percent,
        "spread_percent": rule.spread_percent,
        "step": rule.step,
        "basis_zh": rule.basis["zh"].strip(),
        "basis_en": rule.basis.get("en", "").strip(),
    }
    with transaction.atomic(durable=True):
        days = {"code": rule.code, "valid_from": rule.valid_from}
        row, is_new = MarkingRule.objects.get_or_create(**days, defaults=values)
        if not is_new and any(getattr(row, name) != value for name, value in values.items()):
            words = _("That day has another rule already; a rule is never edited.")
            raise UnusableRule(words, field="valid_from")
        if is_new:
            action, after = AuditAction.SET_MARKING_RULE, {"code": row.code}
            audit.record(actor=actor, action=action, target=row, after=after, now=now)
    return row


def appoint_markers(
    *, sitting_uuid: UUID, user_uuids: Iterable[UUID], actor: Actor, now: datetime
) -> list[Marker]:
    """Let these persons mark answers of a sitting; who is appointed already stays as they are.

    :raises SittingNotFound: when there is none.
    :raises MarkingRefused: somebody neither assesses nor teaches at the site.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        wanted = set(user_uuids)
        users = {user.pk: user for user in possible_markers(sitting) if user.uuid in wanted}
        if len(users) != len(wanted):
            raise MarkingRefused(_("Only who assesses or teaches at this site can be appointed."))
        rows = [_appoint(sitting, user, actor=actor, now=now) for user in users.values()]
        changes = [audit.Change(row) for row in rows]
        audit.record_all(actor=actor, action=AuditAction.APPOINT_MARKER, changes=changes, now=now)
    return rows


def possible_markers(sitting: Sitting) -> list[User]:
    """Return who can be appointed: the assessors and instructors of the site, each once."""
    found = {user.pk: user for role in MARKER_ROLES for user in holders_of(role, sitting.site)}
    return list(found.values())


def _appoint(sitting: Sitting, user: User, *, actor: Actor, now: datetime) -> Marker:
    values = {"seed": secrets.token_hex(16), "appointed_at": now, "appointed_by": actor.user_uuid}
    row, is_new = Marker.objects.get_or_create(sitting=sitting, user=user, defaults=values)
    if not is_new and row.ended_at is not None:
        row.ended_at = None
        row.save(update_fields=["ended_at"])
    return row


def dismiss_marker(*, marker_uuid: UUID, sitting_uuid: UUID, actor: Actor, now: datetime) -> int:
    """Let somebody mark no further here; return how many answers of theirs have no mark: others can take them now.

    Where every mark was taken back, the turn stays with its marks until it is handed on to who takes the answer.

    :raises SittingNotFound: when there is none.
    :raises MarkingNotFound: nobody of that name marks here.
    """
    with transaction.atomic(durable=True):
        sitting = lock_sitting(sitting_uuid)
        row = sitting.markers.filter(uuid=marker_uuid, ended_at__isnull=True).first()
        if row is None:
            raise MarkingNotFound(_("This person does not mark here (any more)."))
        lock_attempts_of(row)
        turns = row.turns.prefetch_related(Prefetch("marks", HandMark.objects.order_by("number")))
        freed = sum(last_mark(turn) is None for turn in turns)
        row.turns.filter(marks__isnull=True).delete()
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        after = {"freed": freed}
        audit.record(actor=actor, action=AuditAction.DISMISS_MARKER, target=row, after=after, now=now)
    return freed


def lock_attempts_of(marker: Marker) -> None:
    """Lock the attempts whose answers somebody has: no mark comes while they are freed."""
    theirs = Attempt.objects.filter(pk__in=marker.turns.values("attempt")).order_by("pk")
    list(theirs.select_for_update(of=("self",)).values_list("pk", flat=True))
