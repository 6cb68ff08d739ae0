"""What terminals still hold of examinations: sealed events, brought before anybody has signed in, or as a file.

Each batch goes through the same door as a live save, so all its rules hold; nothing is decided here.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.errors import DomainError
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, SequenceConflict, UnknownItem, UnusableJournal, UnusableResponse
from lms.exams.sittings.journal_files import read_journal, read_journals
from lms.exams.sittings.models import ENDED_STATES, Attempt, AttemptState, Lease
from lms.exams.sittings.operations.incidents import entry_key, note_refused_entry
from lms.exams.sittings.operations.locking import AttemptRef, Seat, refuse_in_doubt
from lms.exams.sittings.operations.saving import NewEvent, save_events
from lms.exams.sittings.room_models import IncidentEvent
from lms.exams.sittings.sealing import SealedRecord, opened

_WHY: dict[type[DomainError], str] = {
    SequenceConflict: "conflict",
    UnknownItem: "item",
    UnusableResponse: "response",
}
_REFUSALS = tuple(_WHY)
_ENDED = (*ENDED_STATES, AttemptState.VOIDED)
_MOST = 10**9
# As the page writes the time of its machine: the live door takes the same.
_INSTANT = re.compile(r"[0-9TZ:.+-]{0,40}")
# Under this number a page keeps what it needs for itself; it proves the page, and says nothing.
NOTE = 0
# All that a page writes of an event, and of its note; earlier pages kept marks for later in the note.
_OF_AN_EVENT = {"epoch", "seq", "item", "response", "marked", "monotonic_ms", "client_at"}
_OF_A_NOTE = {"epoch", "seq", "flags"}


@dataclass(slots=True)
class Leftovers:
    """What became of sealed records: what is committed now, what can never count, and what has ended.

    What can never count is kept all the same, word for word, for the examinations officer. A record that is in none of
    them did not open, or could not be kept; it stays where it is.
    """

    taken: list[SealedRecord] = field(default_factory=list)
    refused: list[SealedRecord] = field(default_factory=list)
    held: int = 0
    ended: list[UUID] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Opened:
    record: SealedRecord
    content: dict[str, Any]
    event: NewEvent


def take_leftovers(*, records: Sequence[SealedRecord], actor: Actor, now: datetime) -> Leftovers:
    """Keep the events of sealed records; those known already change nothing.

    A record counts as written by the page of its lease, as only that page had the key. An attempt that has ended is
    named when one of its records opened: whoever brings nothing genuine learns nothing.
    """
    outcome = Leftovers()
    batches: dict[tuple[UUID, int], list[_Opened]] = defaultdict(list)
    genuine = list(_genuine(records))
    keys = [entry_key(record.attempt, content) for record, content in genuine]
    entries = IncidentEvent.objects.filter(client_key__in=keys, entry__isnull=False)
    kept = set(entries.values_list("client_key", flat=True))
    for key, (record, content) in zip(keys, genuine, strict=True):
        event = _event_of(content)
        if key in kept:  # a terminal brings it at each start; that is no news
            outcome.refused.append(record)
        elif record.seq == NOTE and content.keys() <= _OF_A_NOTE:
            outcome.taken.append(record)
        elif event is not None:
            batches[record.attempt, record.epoch].append(_Opened(record, content, event))
        else:
            _refuse(record, content, outcome, why="unreadable", now=now)
    for (attempt, epoch), batch in sorted(batches.items()):
        _take(batch, ref=_ref_of(attempt, epoch), outcome=outcome, actor=actor, now=now)
    known = {record.attempt for record in outcome.taken + outcome.refused}
    ended = Attempt.objects.filter(uuid__in=known, state__in=_ENDED, receipts__isnull=False)
    outcome.ended = sorted(set(ended.values_list("uuid", flat=True)))
    return outcome


def _genuine(records: Sequence[SealedRecord]) -> Iterator[tuple[SealedRecord, dict[str, Any]]]:
    """Yield the records that open and stand in their own place, with what they say."""
    for record in records:
        content = opened(record)
        if content and (record.epoch, record.seq) == (content.get("epoch"), content.get("seq")):
            yield record, content


def _event_of(content: dict[str, Any]) -> NewEvent | None:
    """Return the event, or None when it has not the form in which the page writes one.

    Nothing of it is cut or left out: what the log took in part would be erased as a whole at the terminal. So what a
    page of a later version says beside it is not taken either, as the live door does not; the officer gets it whole.
    """
    if content["seq"] == NOTE or not content.keys() <= _OF_AN_EVENT:
        return None
    marked, response = content.get("marked"), content.get("response")
    try:
        if marked is not None and (not isinstance(marked, bool) or response is not None):
            raise ValueError
        event = NewEvent(
            seq=_whole(content["seq"]),
            item=UUID(content["item"]),
            response=response if marked is not None else content["response"],
            monotonic_ms=_whole(content["monotonic_ms"]),
            client_at=_instant(content["client_at"]),
            marked=marked,
        )
    except (KeyError, ValueError, TypeError, AttributeError):
        return None
    return event


def _whole(value: object) -> int:
    if type(value) is not int or not 0 <= value <= _MOST:
        raise ValueError
    return value


def _instant(value: str) -> str:
    if not _INSTANT.fullmatch(value):
        raise ValueError
    return value


def _ref_of(attempt: UUID, epoch: int) -> AttemptRef | None:
    lease = Lease.objects.filter(attempt__uuid=attempt, epoch=epoch)
    row = lease.values_list("attempt__candidate__enrolment__person_id", "holder", "seat").first()
    return AttemptRef(uuid=attempt, person_id=row[0], seat=Seat(row[1], row[2])) if row else None


def _take(
    batch: list[_Opened], *, ref: AttemptRef | None, outcome: Leftovers, actor: Actor, now: datetime
) -> None:
    """Save a batch at once, or one by one when the server does not take one of it."""
    if ref is None:
        return
    epoch = batch[0].record.epoch
    try:
        reply = save_events(ref=ref, epoch=epoch, events=[one.event for one in batch], actor=actor, now=now)
    except _REFUSALS as refusal:
        if len(batch) == 1:
            why = _WHY[type(refusal)]
            _refuse(batch[0].record, batch[0].content, outcome, why=why, now=now)
            return
        for one in batch:
            _take([one], ref=ref, outcome=outcome, actor=actor, now=now)
    except DomainError:
        return
    else:
        outcome.taken.extend(one.record for one in batch)
        outcome.held += len(reply.held)


def _refuse(
    record: SealedRecord, content: dict[str, Any], outcome: Leftovers, *, why: str, now: datetime
) -> None:
    """Keep what cannot count where the officer sees it; only what is kept does the terminal hear of."""
    if note_refused_entry(attempt_uuid=record.attempt, entry=content, why=why, now=now):
        outcome.refused.append(record)


@dataclass(frozen=True, slots=True)
class Brought:
    """What a terminal's file added: events that are new, those that were here, of the new ones the held.

    And entries that can never count; they stand in the log of the room.
    """

    new: int
    known: int
    held: int
    refused: int = 0


def bring_journal(*, attempt_uuid: UUID, content: bytes, actor: Actor, now: datetime) -> Brought:
    """Take the file of one candidate's terminal; the same file again changes nothing.

    That it was brought is written down before anything is taken, so that no event of it is without its bearer.

    :raises UnusableJournal: it is no such file, another candidate's, or nothing in it was sealed for this attempt.
    :raises AttemptNotFound: there is no such attempt.
    :raises ClockDoubted: nobody can say now when it came.
    """
    refuse_in_doubt(now=now)
    records = read_journal(content, attempt=attempt_uuid)
    if not any(opened(record) for record in records):
        raise UnusableJournal(_("Nothing in this file was sealed for this candidate."), field="file")
    attempt = _written_down(attempt_uuid, content, records=len(records), actor=actor, now=now)
    outcome = take_leftovers(records=records, actor=actor, now=now)
    taken = sum(1 for record in outcome.taken if record.seq != NOTE)
    new = Attempt.objects.get(pk=attempt.pk).log_count - attempt.log_count
    known = max(taken - new, 0)
    return Brought(new=new, known=known, held=outcome.held, refused=len(outcome.refused))


def bring_journals(*, sitting_uuid: UUID, content: bytes, actor: Actor, now: datetime) -> dict[UUID, Brought]:
    """Take a terminal's file for all candidates of a sitting of whom it holds something; again changes nothing.

    What was sealed for others, or for nobody, is left out. By candidate number, what was added to each attempt.

    :raises UnusableJournal: it is no such file, or nothing in it was sealed for a candidate of the sitting.
    :raises ClockDoubted: nobody can say now when it came.
    """
    mine = Attempt.objects.filter(candidate__sitting__uuid=sitting_uuid, uuid__in=read_journals(content))
    brought = {}
    for uuid in mine.order_by("candidate__number").values_list("uuid", flat=True):
        with suppress(UnusableJournal):
            brought[uuid] = bring_journal(attempt_uuid=uuid, content=content, actor=actor, now=now)
    if not brought:
        raise UnusableJournal(
            _("Nothing in this file was sealed for a candidate of this examination."), field="file"
        )
    return brought


def _written_down(
    attempt_uuid: UUID, content: bytes, *, records: int, actor: Actor, now: datetime
) -> Attempt:
    with transaction.atomic(durable=True):
        attempt = Attempt.objects.filter(uuid=attempt_uuid).first()
        if attempt is None:
            raise AttemptNotFound(_("There is no such attempt."))
        after = {"records": records, "sha256": hashlib.sha256(content).hexdigest()}
        audit.record(actor=actor, action=AuditAction.BRING_JOURNAL, target=attempt, after=after, now=now)
    return attempt
