"""What the rooms of the demonstration have; one thing is out of order. What a visitor changed stays."""

from datetime import datetime, timedelta

from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.organisations.api import (
    EquipmentKind,
    NewKind,
    NewOutage,
    Room,
    RoomEquipment,
    add_kind,
    equip_room,
    report_outage,
)

KINDS = {
    "COMPUTER": ("学员计算机", "Trainees' computer"),
    "PROJECTOR": ("投影仪", "Projector"),
    "ELEC-BENCH": ("电工实训台", "Electrician's bench"),
    "CPR-MANIKIN": ("心肺复苏模拟人", "Resuscitation manikin"),
    "MOTOR-BOARD": ("电动机控制板", "Motor control board"),
    "PASTRY-BENCH": ("面点操作台", "Pastry bench"),
    "SCALES": ("电子秤", "Scales"),
    "MIXER": ("和面机", "Dough mixer"),
    "STEAMER": ("蒸箱", "Steam cabinet"),
    "OVEN": ("烤箱", "Oven"),
}
COMPUTER_ROOM = {"COMPUTER": 30, "PROJECTOR": 1}
# By programme: its classroom, and its workshop with six places to work at.
CLASSROOMS = {
    "LVE": {"PROJECTOR": 1, "ELEC-BENCH": 8, "CPR-MANIKIN": 3, "MOTOR-BOARD": 6},
    "CPC5": {"PROJECTOR": 1, "PASTRY-BENCH": 8, "SCALES": 8, "MIXER": 2, "STEAMER": 2, "OVEN": 2},
}
WORKSHOPS = {
    "LVE": {"PROJECTOR": 1, "ELEC-BENCH": 6, "CPR-MANIKIN": 2, "MOTOR-BOARD": 3},
    "CPC5": {"PASTRY-BENCH": 3, "SCALES": 6, "MIXER": 1, "STEAMER": 1, "OVEN": 1},
}
# Kind, how many, and for how many days from the first start on.
OUT_OF_ORDER = {"CPC5": ("MIXER", 1, 12, "电机异响，已报修")}


def furnish(room: Room, has: dict[str, int], *, actor: Actor, now: datetime) -> None:
    """Let a room have what it has not been said to have."""
    known = set(RoomEquipment.objects.filter(room=room).values_list("kind__code", flat=True))
    for code, count in has.items():
        if code not in known:
            kind = _kind(code, actor=actor, now=now)
            equip_room(room_uuid=room.uuid, kind_uuid=kind.uuid, count=count, actor=actor, now=now)


def furnish_classroom(room: Room, programme: str, *, actor: Actor, now: datetime) -> None:
    """Let the classroom of a programme have what that needs, the first time with something out of order."""
    is_new = not RoomEquipment.objects.filter(room=room).exists()
    furnish(room, CLASSROOMS.get(programme, {}), actor=actor, now=now)
    if is_new and programme in OUT_OF_ORDER:
        code, count, days, reason = OUT_OF_ORDER[programme]
        row, today = room.equipment.get(kind__code=code), local_date(now)
        outage = NewOutage(row.uuid, count, today, today + timedelta(days=days), reason)
        report_outage(outage=outage, actor=actor, now=now)


def _kind(code: str, *, actor: Actor, now: datetime) -> EquipmentKind:
    """Packs bring the kinds that they ask for; the others are added."""
    known = EquipmentKind.objects.filter(code=code).first()
    return known or add_kind(kind=NewKind(code, *KINDS[code]), actor=actor, now=now)
