"""Writes to equipment. What a room has is changed under the lock of its site, which stands for the timetable there.

So a session is planned with what the room has, or it is there to be told of when the equipment becomes less.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.equipment import is_kind_code
from lms.organisations.audit_actions import AuditAction
from lms.organisations.equipment.models import EquipmentKind, EquipmentOutage, RoomEquipment
from lms.organisations.errors import EquipmentNotFound, EquipmentRefused, RoomNotFound
from lms.organisations.models import Room, Site


@dataclass(frozen=True, slots=True)
class NewKind:
    """A kind of equipment: a code of capital letters, digits and hyphens, and its names."""

    code: str
    name_zh: str
    name_en: str = ""


@dataclass(frozen=True, slots=True)
class NewOutage:
    """So many of a room's equipment are out of order from a day to another; `last` None while nobody knows."""

    equipment_uuid: UUID
    count: int
    first: date
    last: date | None
    reason: str


def keep_kind(*, kind: NewKind, actor: Actor, now: datetime) -> EquipmentKind:
    """Return the kind with this code, added if there is none: a building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        names = {"name_zh": kind.name_zh, "name_en": kind.name_en}
        row, created = EquipmentKind.objects.get_or_create(code=kind.code, defaults=names)
        if created:
            audit.record(actor=actor, action=AuditAction.ADD_EQUIPMENT_KIND, target=row, now=now)
    return row


def add_kind(*, kind: NewKind, actor: Actor, now: datetime) -> EquipmentKind:
    """Add a kind of equipment.

    :raises EquipmentRefused: the code is taken, or is none.
    """
    if not is_kind_code(kind.code):
        raise EquipmentRefused(_("Use 2 to 20 capital letters, digits and hyphens."), field="code")
    with transaction.atomic(durable=True):
        if EquipmentKind.objects.filter(code=kind.code).exists():
            raise EquipmentRefused(_("There is a kind with this code already."), field="code")
        return keep_kind(kind=kind, actor=actor, now=now)


def rename_kind(*, kind_uuid: UUID, name_zh: str, name_en: str, actor: Actor, now: datetime) -> EquipmentKind:
    """Call a kind of equipment by other names; its code stays, because programmes ask for it by that.

    :raises EquipmentNotFound: there is none.
    """
    with transaction.atomic(durable=True):
        row = EquipmentKind.objects.select_for_update().filter(uuid=kind_uuid).first()
        if row is None:
            raise EquipmentNotFound(_("There is no such kind of equipment."))
        before = {"name_zh": row.name_zh, "name_en": row.name_en}
        row.name_zh, row.name_en = name_zh, name_en
        after = {"name_zh": row.name_zh, "name_en": row.name_en}
        if after != before:
            row.save(update_fields=["name_zh", "name_en"])
            action = AuditAction.RENAME_EQUIPMENT_KIND
            audit.record(actor=actor, action=action, target=row, before=before, after=after, now=now)
    return row


def equip_room(*, room_uuid: UUID, kind_uuid: UUID, count: int, actor: Actor, now: datetime) -> RoomEquipment:
    """Say how many of a kind stand in a room; 0 when they were taken away. The same again changes nothing.

    :raises RoomNotFound, EquipmentNotFound: there is no such room or kind.
    """
    with transaction.atomic(durable=True):
        room = _lock_room(room_uuid)
        kind = EquipmentKind.objects.filter(uuid=kind_uuid).first()
        if kind is None:
            raise EquipmentNotFound(_("There is no such kind of equipment."))
        row = RoomEquipment.objects.filter(room=room, kind=kind).first()
        row = row or RoomEquipment(room=room, kind=kind, count=0)
        before = {"count": row.count}
        row.count = count
        if row.pk is None or before["count"] != count:
            row.save()
            after = {"kind": kind.code, "count": count}
            action = AuditAction.EQUIP_ROOM
            audit.record(actor=actor, action=action, target=row, before=before, after=after, now=now)
    return row


def report_outage(*, outage: NewOutage, actor: Actor, now: datetime) -> EquipmentOutage:
    """Say that some of a room's equipment are out of order.

    :raises EquipmentNotFound: the room has none of it.
    :raises EquipmentRefused: there are fewer than that, no reason is given, the days are the wrong way round, or the
        very same is written down already: a form that is sent twice must not take two of them out of use.
    """
    if not outage.reason.strip():
        raise EquipmentRefused(_("Say what is out of order, or why."), field="reason")
    if outage.last is not None and outage.last < outage.first:
        raise EquipmentRefused(_("The last day is before the first day."), field="last")
    with transaction.atomic(durable=True):
        row = _lock_equipment(outage.equipment_uuid)
        if not 1 <= outage.count <= row.count:
            words = _("The room has %(count)d of them.") % {"count": row.count}
            raise EquipmentRefused(words, field="count")
        columns = {"first_day": outage.first, "last_day": outage.last, "reason": outage.reason.strip()}
        if row.outages.filter(count=outage.count, **columns).exists():
            words = _("This is written down already. If others are meant, say in the reason which.")
            raise EquipmentRefused(words, field="reason")
        kept = EquipmentOutage.objects.create(equipment=row, count=outage.count, **columns)
        after = {"count": kept.count, "first": _text(kept.first_day), "last": _text(kept.last_day)}
        audit.record(actor=actor, action=AuditAction.REPORT_OUTAGE, target=kept, after=after, now=now)
    return kept


def end_outage(*, outage_uuid: UUID, last: date, actor: Actor, now: datetime) -> EquipmentOutage:
    """Say on which day equipment was or will be out of order for the last time.

    :raises EquipmentNotFound: there is no such outage.
    :raises EquipmentRefused: that day is before its first day.
    """
    with transaction.atomic(durable=True):
        known = EquipmentOutage.objects.filter(uuid=outage_uuid).select_related("equipment").first()
        if known is None:
            raise EquipmentNotFound(_("This equipment is not there any more."))
        _lock_equipment(known.equipment.uuid)
        row = EquipmentOutage.objects.get(uuid=outage_uuid)  # somebody may have changed it while this waited
        if last < row.first_day:
            raise EquipmentRefused(_("The last day is before the first day."), field="last")
        before, row.last_day = {"last": _text(row.last_day)}, last
        row.save(update_fields=["last_day"])
        after = {"last": _text(last)}
        audit.record(
            actor=actor, action=AuditAction.END_OUTAGE, target=row, before=before, after=after, now=now
        )
    return row


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _lock_room(room_uuid: UUID) -> Room:
    room = Room.objects.filter(uuid=room_uuid).first()
    if room is None:
        raise RoomNotFound(_("There is no such room."))
    Site.objects.select_for_update(no_key=True).get(pk=room.site_id)
    return room


def _lock_equipment(equipment_uuid: UUID) -> RoomEquipment:
    """Lock the site of a room's equipment.

    :raises EquipmentNotFound: there is no such equipment.
    """
    room = RoomEquipment.objects.filter(uuid=equipment_uuid).values_list("room__uuid", flat=True).first()
    if room is None:
        raise EquipmentNotFound(_("This equipment is not there any more."))
    _lock_room(room)
    return RoomEquipment.objects.select_related("kind", "room").get(uuid=equipment_uuid)
