"""Signs of life of terminals and of waiting rooms, and since when the server hears any.

Outside the database: 60 seats every 15 seconds would be its heaviest writer; examinations go on without them. In the
cache of all web processes, never in one's own: of a seat whose signs another process hears, this one would say that it
is silent (ADR 0169). While that cache is away nobody knows which seats are silent, and the console says so.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from lms.core.shared_cache import shared_cache as cache

logger = logging.getLogger(__name__)
_KEPT_SECONDS = 6 * 3600
# Terminals report every 15 seconds; three times nothing is worth a look.
SILENT_AFTER = timedelta(seconds=45)
# A waiting room, and a page that asks for a seat, ask every four seconds; whoever has not asked for so long has gone.
WAITS = timedelta(seconds=20)
# The server notes every five seconds that it hears; a longer pause cost each seat a report.
LONGEST_DEAFNESS = timedelta(seconds=15)
_LISTENING = "exams.listening"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sign of life of a terminal."""

    at: datetime
    unsynced: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """A candidate in the waiting room: when it was asked for last, at which seat of the room; empty: at none."""

    at: datetime
    seat: str

    def is_there(self, now: datetime) -> bool:
        """Return whether the page was asked for so lately that the candidate still sits before it."""
        return now - self.at <= WAITS


@dataclass(frozen=True, slots=True)
class Listening:
    """Since when the web server hears terminals without a break, and when it noted so last."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """What is known of some terminals: their last signs by attempt, who waits, and since when any can be heard."""

    beats: dict[UUID, Heartbeat]
    waits: dict[UUID, Waiting]
    since: datetime | None

    def is_early(self, now: datetime) -> bool:
        """Return whether the server hears for so short a time that a seat may simply not have reported yet."""
        return self.since is not None and not is_overdue(self.since, now=now)


def note_heartbeat(*, attempt_uuid: UUID, unsynced: int, now: datetime) -> None:
    """Remember a terminal's sign of life; the examination goes on without the cache."""
    try:
        cache.set(_beat_key(attempt_uuid), Heartbeat(now, unsynced), _KEPT_SECONDS)
    except Exception:
        logger.warning("The cache is away; a sign of life was not kept.")


def note_waiting(*, attempt_uuid: UUID, seat: str, now: datetime) -> None:
    """Remember that a candidate sits in the waiting room; nobody waits less without the cache."""
    try:
        cache.set(_waiting_key(attempt_uuid), Waiting(now, seat), WAITS.seconds)
    except Exception:
        logger.warning("The cache is away; that a candidate waits was not kept.")


def note_listening(*, now: datetime) -> None:
    """Note that the web server hears terminals. Called every few seconds; after a pause, or a cache that forgot, it
    hears them from now on. Of two processes at once the one that read its clock first may come second: no pause.
    """
    try:
        before = cache.get(_LISTENING)
        heard = Listening(now, now)
        if before is not None and abs(now - before.until) <= LONGEST_DEAFNESS:
            heard = Listening(before.since, max(before.until, now))
        cache.set(_LISTENING, heard, _KEPT_SECONDS)
    except Exception:
        logger.warning("The cache is away; that terminals can be heard was not kept.")


def heard_of(attempts: Iterable[UUID]) -> Heard | None:
    """Return what was heard of the terminals of these attempts, in one question; None: the cache is away."""
    uuids = list(attempts)
    try:
        kept = cache.get_many([_LISTENING, *map(_beat_key, uuids), *map(_waiting_key, uuids)])
    except Exception:
        logger.warning("The cache is away; the console knows no signs of life.")
        return None
    listening = kept.get(_LISTENING)
    beats = {uuid: kept[_beat_key(uuid)] for uuid in uuids if _beat_key(uuid) in kept}
    waits = {uuid: kept[_waiting_key(uuid)] for uuid in uuids if _waiting_key(uuid) in kept}
    return Heard(beats, waits, listening.since if listening else None)


def is_overdue(heard_at: datetime | None, *, now: datetime) -> bool:
    """Return whether a terminal heard of at that time, or given the examination then, should have reported since."""
    return heard_at is not None and now - heard_at > SILENT_AFTER


def _beat_key(attempt_uuid: UUID) -> str:
    return f"exams.heartbeat.{attempt_uuid}"


def _waiting_key(attempt_uuid: UUID) -> str:
    return f"exams.waiting.{attempt_uuid}"
