"""Reads of equipment: what rooms have, as the rules take it, and what kinds are called."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from lms.core.equipment import Outage, Stock
from lms.organisations.equipment.models import EquipmentKind, RoomEquipment
from lms.organisations.models import Room

# The kind by which a room is known as one in which trainees sit at computers.
COMPUTER = "COMPUTER"
_ROOM = ("pk", "uuid", "name", "seats")
_STOCK = ("equipment__kind__code", "equipment__count")
_OUTAGE = tuple(f"equipment__outages__{name}" for name in ("count", "first_day", "last_day"))


@dataclass(frozen=True, slots=True)
class EquippedRoom:
    """A room with its seats and what it has."""

    uuid: UUID
    name: str
    seats: int
    stocks: tuple[Stock, ...]


def may_have_computers() -> Q:
    """Return what holds of rooms with trainees' computers, and of rooms of which nobody wrote down what they have."""
    there = RoomEquipment.objects.filter(room=OuterRef("pk"), count__gt=0)
    return Exists(there.filter(kind__code=COMPUTER)) | ~Exists(there)


def equipped_rooms(site_id: int) -> list[EquippedRoom]:
    """Return the rooms of a site with what each has, in the order in which they were added; one query."""
    return list(_equipped(Room.objects.filter(site=site_id)).values())


def stocks_of(rooms: Iterable[int]) -> dict[int, tuple[Stock, ...]]:
    """Return what each of these rooms has, by its key; one query however many they are."""
    found = _equipped(Room.objects.filter(pk__in=list(rooms)))
    return defaultdict(tuple, {key: room.stocks for key, room in found.items()})


def _equipped(rooms: QuerySet[Room]) -> dict[int, EquippedRoom]:
    """Equipment and outages come joined with the rooms: of each there are few."""
    order = ("pk", "equipment__kind__code", "equipment__outages__pk")
    stocks: dict[tuple[int, UUID, str, int], dict[tuple[str, int], list[Outage]]] = {}
    for row in rooms.order_by(*order).values_list(*_ROOM, *_STOCK, *_OUTAGE):
        of_room = stocks.setdefault(row[:4], {})
        kind, count, *outage = row[4:]
        if count:
            outages = of_room.setdefault((kind, count), [])
            outages += [Outage(*outage)] if outage[0] is not None else []
    return {
        key: EquippedRoom(uuid, name, seats, tuple(Stock(*of, tuple(out)) for of, out in of_room.items()))
        for (key, uuid, name, seats), of_room in stocks.items()
    }


def kind_names(codes: Iterable[str] | None = None) -> dict[str, str]:
    """Return what kinds are called in the reader's language, by their codes; one query."""
    rows = EquipmentKind.objects.all()
    listed = rows if codes is None else rows.filter(code__in=list(codes))
    return {row.code: row.name for row in listed}
