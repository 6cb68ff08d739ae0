"""What happened in a room: noted by invigilators, or by the platform itself. Never changed."""

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core import audit
from lms.core.actor import Actor
from lms.core.ids import new_uuid
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, UnknownEpoch, UnusableIncident
from lms.exams.sittings.models import Attempt, AttemptState
from lms.exams.sittings.operations.locking import AttemptRef, find_own, lock_sitting, refuse_foreign
from lms.exams.sittings.room_models import WRITTEN_BY_PEOPLE, IncidentCategory, IncidentEvent

# A terminal that keeps on doing the same thing is one incident, not a hundred.
_SAME_INCIDENT = timedelta(minutes=10)
# So many entries that cannot count are kept of one attempt; further ones stay on their terminal.
MOST_ENTRIES = 200
# Said where a form of the room comes with a key that did something else.
KEY_USED = gettext_lazy("This form was used before, for something else. Open it again and repeat it.")


@dataclass(frozen=True, slots=True)
class NewIncident:
    """What somebody saw: in the whole room, or with one candidate. The same key again is the same incident."""

    sitting_uuid: UUID
    category: str
    text: str = ""
    attempt_uuid: UUID | None = None
    client_key: UUID = field(default_factory=new_uuid)


def note_incident(*, incident: NewIncident, actor: Actor, now: datetime) -> IncidentEvent:
    """Keep an incident; the same client key again changes nothing.

    :raises SittingNotFound: when there is none.
    :raises AttemptNotFound: the candidate is not in this room.
    :raises UnusableIncident: no such category for people, "something else" without words, or the key is that of
        another incident.
    """
    is_known = incident.category in WRITTEN_BY_PEOPLE
    if not is_known or (incident.category == IncidentCategory.OTHER and not incident.text.strip()):
        raise UnusableIncident(_("Choose what happened, or write it down."), field="text")
    with transaction.atomic(durable=True):
        sitting = lock_sitting(incident.sitting_uuid)
        known = IncidentEvent.objects.filter(client_key=incident.client_key).first()
        if known is not None:
            return _same(known, incident)
        attempt = None
        if incident.attempt_uuid is not None:
            attempt = Attempt.objects.filter(uuid=incident.attempt_uuid, candidate__sitting=sitting).first()
            if attempt is None:
                raise AttemptNotFound(_("There is no such attempt."))
        row = IncidentEvent.objects.create(
            sitting=sitting,
            attempt=attempt,
            category=incident.category,
            text=_text_of(incident),
            at=now,
            actor_uuid=actor.user_uuid,
            client_key=incident.client_key,
        )
        after = {"category": row.category}
        audit.record(actor=actor, action=AuditAction.NOTE_INCIDENT, target=row, after=after, now=now)
    return row


def _text_of(incident: NewIncident) -> str:
    return incident.text.strip()[:1000]


def _same(known: IncidentEvent, incident: NewIncident) -> IncidentEvent:
    """Refuse a key that noted something else: whoever wrote this would be told that it stands in the log."""
    noted = known.sitting.uuid, known.attempt.uuid if known.attempt else None, known.category, known.text
    if noted != (incident.sitting_uuid, incident.attempt_uuid, incident.category, _text_of(incident)):
        raise UnusableIncident(str(KEY_USED))
    return known


def note_by_platform(
    sitting_id: int,
    category: IncidentCategory,
    *,
    attempt: Attempt | None = None,
    text: str = "",
    now: datetime,
) -> None:
    """Keep what the platform saw, once in ten minutes. A building block inside the caller's transaction."""
    with transaction.atomic(savepoint=False):
        same = IncidentEvent.objects.filter(
            sitting_id=sitting_id, attempt=attempt, category=category, at__gt=now - _SAME_INCIDENT
        )
        if not same.exists():
            IncidentEvent.objects.create(
                sitting_id=sitting_id, attempt=attempt, category=category, text=text, at=now
            )


def note_other_browser(*, attempt_uuid: UUID, path: str, now: datetime) -> None:
    """Keep, once for each attempt, that its page spoke from another browser than the sitting's."""
    key = uuid5(attempt_uuid, IncidentCategory.BROWSER)
    if IncidentEvent.objects.filter(client_key=key).exists():
        return
    with transaction.atomic(durable=True):
        attempt = Attempt.objects.select_related("candidate").get(uuid=attempt_uuid)
        facts = {
            "sitting_id": attempt.candidate.sitting_id,
            "attempt": attempt,
            "category": IncidentCategory.BROWSER,
            "text": path[:200],
            "at": now,
        }
        # Two requests at once: the unique key lets one of them write.
        IncidentEvent.objects.get_or_create(client_key=key, defaults=facts)


@dataclass(frozen=True, slots=True)
class Absence:
    """That a candidate's page was left: under which lease, the how-manieth time there, for how many seconds."""

    epoch: int
    number: int
    seconds: int


def note_left_page(*, ref: AttemptRef, absence: Absence, actor: Actor, now: datetime) -> None:
    """Keep for the invigilator that a page was left while its candidate wrote; the same number again is one row.

    A note and nothing more: no rule of the platform reads it. The caller bounds the numbers of one lease.

    :raises AttemptNotFound: it is not there, or not the caller's (then it is audited).
    :raises UnknownEpoch: this seat was never given such a lease.
    """
    with transaction.atomic(durable=True):
        attempt = find_own(ref)
        if attempt is not None and attempt.state == AttemptState.IN_PROGRESS:
            if not attempt.leases.filter(epoch=absence.epoch, holder=ref.seat.holder).exists():
                raise UnknownEpoch(_("This seat was never given the examination."), field="epoch")
            facts = {
                "sitting_id": attempt.candidate.sitting_id,
                "attempt": attempt,
                "category": IncidentCategory.LEFT_PAGE,
                "text": str(absence.seconds),
                "at": now,
            }
            key = uuid5(attempt.uuid, f"left {absence.epoch} {absence.number}")
            IncidentEvent.objects.get_or_create(client_key=key, defaults=facts)
    if attempt is None:
        raise refuse_foreign(ref, actor=actor, now=now)


def entry_key(attempt_uuid: UUID, entry: dict[str, Any]) -> UUID:
    """Return the key under which an entry that cannot count is kept: the same entry is the same row."""
    return uuid5(attempt_uuid, f"refused {_as_text(entry)}")


def _as_text(entry: dict[str, Any]) -> str:
    """Return an entry with everything but plain characters escaped: databases refuse some that somebody may send."""
    return json.dumps(entry, sort_keys=True)


def note_refused_entry(*, attempt_uuid: UUID, entry: dict[str, Any], why: str, now: datetime) -> bool:
    """Keep for the officer what a terminal brought and the server cannot count; the same entry again is one row.

    Return whether it is kept: not where there is no such attempt, or too much was brought for it already. `why` is a
    word of `room_log.REFUSED_BECAUSE`.
    """
    said, key = _as_text(entry), entry_key(attempt_uuid, entry)
    with transaction.atomic(durable=True):
        # Who brings more for the same attempt waits: two that count at once would both find room for one more.
        locked = Attempt.objects.select_for_update(of=("self",)).select_related("candidate")
        attempt = locked.filter(uuid=attempt_uuid).first()
        if attempt is None:
            return False
        kept = IncidentEvent.objects.filter(attempt=attempt, entry__isnull=False)
        if not kept.filter(client_key=key).exists() and kept.count() >= MOST_ENTRIES:
            return False
        facts = {
            "sitting_id": attempt.candidate.sitting_id,
            "attempt": attempt,
            "category": IncidentCategory.REFUSED,
            "text": why,
            "entry": said,
            "at": now,
        }
        row, _is_new = IncidentEvent.objects.get_or_create(client_key=key, defaults=facts)
    return row.entry == said
