"""Reads of terminals' checks: the newest of one terminal, and how the rooms of one's sites stand."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from lms.accounts.api import Terminal, User, sites_visible_to
from lms.core.enums import Role
from lms.core.natural import natural_key
from lms.exams.rooms import holds_theory
from lms.exams.terminals import rules
from lms.exams.terminals.errors import TerminalRoomNotFound
from lms.exams.terminals.models import TerminalCheck
from lms.exams.terminals.rules import Level, Readiness
from lms.exams.terminals.words import WORDS
from lms.organisations.api import Room

READERS = (Role.INVIGILATOR, Role.EXAMINATIONS_OFFICER, Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing at a terminal that is not green, in words."""

    title: str
    text: str
    level: str


@dataclass(frozen=True, slots=True)
class TerminalLine:
    """One terminal of a room, as its newest check left it."""

    terminal: Terminal
    check: TerminalCheck | None
    readiness: Readiness
    days: int

    @property
    def findings(self) -> list[Finding]:
        """Return what is not green, the gravest first."""
        if self.check is None:
            return []
        found = [
            Finding(str(WORDS[name].title), str(WORDS[name].outcomes[outcome].text), level.value)
            for name, outcome in self.check.outcomes.items()
            if (level := rules.OUTCOMES[name][outcome]) is not Level.GREEN
        ]
        return sorted(found, key=lambda one: one.level, reverse=True)


@dataclass(frozen=True, slots=True)
class RoomLine:
    """One room with its terminals by seat."""

    room: Room
    terminals: list[TerminalLine]

    @property
    def counts(self) -> dict[str, int]:
        """Return how many terminals stand how; those without any are not named."""
        found = Counter(line.readiness.value for line in self.terminals)
        return {one.value: found[one.value] for one in Readiness if found[one.value]}

    @property
    def without_terminal(self) -> int:
        """Return how many seats have no registered terminal."""
        return max(self.room.seats - len(self.terminals), 0)

    @property
    def not_ready(self) -> int:
        """Return how many terminals nobody may rely on yet."""
        return sum(line.readiness is not Readiness.READY for line in self.terminals)


def newest_visit(terminal: Terminal | None) -> UUID | None:
    """Return the visit whose mark this terminal ought to hold, or None."""
    rows = TerminalCheck.objects.filter(terminal=terminal).order_by("-checked_at", "-pk")
    return rows.values_list("visit", flat=True).first() if terminal else None


def rooms_readable_by(user: User) -> QuerySet[Room]:
    """Return the rooms of the sites where the user invigilates, runs examinations or administers."""
    rooms = Room.objects.filter(site__in=sites_visible_to(user, READERS)).select_related("site")
    return rooms.order_by("site__code", "sort_name", "pk")


def list_rooms(user: User, *, now: datetime) -> list[RoomLine]:
    """Return how the terminals of the user's rooms stand, workshops apart, in a fixed number of queries."""
    return _lines(list(rooms_readable_by(user).filter(holds_theory())), now=now)


def get_room(user: User, uuid: UUID, *, now: datetime) -> RoomLine:
    """Return how the terminals of one room stand.

    :raises TerminalRoomNotFound: there is none, or at another site.
    """
    room = rooms_readable_by(user).filter(uuid=uuid).first()
    if room is None:
        raise TerminalRoomNotFound(_("There is no such room."))
    return line_of(room, now=now)


def line_of(room: Room, *, now: datetime) -> RoomLine:
    """Return how the terminals of a room stand; the caller has asked whether one may know."""
    return _lines([room], now=now)[0]


def _lines(rooms: list[Room], *, now: datetime) -> list[RoomLine]:
    newest = TerminalCheck.objects.filter(terminal=OuterRef("terminal")).order_by("-checked_at", "-pk")
    held = Q(terminal__room__in=rooms, terminal__withdrawn_at__isnull=True)
    checks = {
        row.terminal_id: row
        for row in TerminalCheck.objects.filter(held, pk=Subquery(newest.values("pk")[:1]))
    }
    by_room: dict[Any, list[TerminalLine]] = {room.pk: [] for room in rooms}
    terminals = Terminal.objects.filter(room__in=rooms, withdrawn_at__isnull=True)
    for terminal in sorted(terminals, key=lambda row: natural_key(row.seat)):
        by_room[terminal.room_id].append(_line(terminal, checks.get(terminal.pk), now=now))
    return [RoomLine(room, by_room[room.pk]) for room in rooms]


def _line(terminal: Terminal, check: TerminalCheck | None, *, now: datetime) -> TerminalLine:
    at = check.checked_at if check else None
    readiness = rules.readiness_of(check.verdict if check else "", at, now=now)
    return TerminalLine(terminal, check, readiness, (now - at).days if at else 0)
