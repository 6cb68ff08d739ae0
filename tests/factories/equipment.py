"""Equipment for tests: `a_kind()`, a room that has some, and classes whose version needs some."""

from dataclasses import replace
from datetime import date
from itertools import count

from courses.catalog.api import PlannedEquipment, ProgrammeVersion, load_programme_version
from lms.core.actor import Actor
from lms.organisations.api import (
    EquipmentKind,
    EquipmentOutage,
    NewKind,
    NewOutage,
    Room,
    RoomEquipment,
    add_kind,
    equip_room,
    report_outage,
)
from tests.factories.courses import NOW, a_plan

ACTOR = Actor.system("test")
OVEN = {"zh": "烤箱", "en": "Oven"}
_numbers = count(1)


def a_kind(code: str = "") -> EquipmentKind:
    """Return the kind with this code, or a new one."""
    known = EquipmentKind.objects.filter(code=code).first()
    kind = NewKind(code or f"KIND-{next(_numbers)}", "烤箱", "Oven")
    return known or add_kind(kind=kind, actor=ACTOR, now=NOW)


def equipped(room: Room, number: int, code: str = "OVEN") -> RoomEquipment:
    """Let so many of a kind stand in a room."""
    return equip_room(room_uuid=room.uuid, kind_uuid=a_kind(code).uuid, count=number, actor=ACTOR, now=NOW)


def broken(row: RoomEquipment, number: int, first: date, last: date | None = None) -> EquipmentOutage:
    """Let so many of a room's equipment be out of order."""
    outage = NewOutage(row.uuid, number, first, last, "加热管坏了")
    return report_outage(outage=outage, actor=ACTOR, now=NOW)


def a_version_needing(*needs: PlannedEquipment) -> ProgrammeVersion:
    """Return a published version with one unit that needs this equipment; without any, two ovens for practice."""
    wanted = needs or (PlannedEquipment("OVEN", OVEN, 2, teaching="practice"),)
    return load_programme_version(plan=replace(a_plan(), equipment=wanted), actor=ACTOR, now=NOW)
