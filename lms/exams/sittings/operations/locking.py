"""The one place where sittings and attempts are locked; the checks of whose attempt it is and of the clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet, Subquery
from django.utils.translation import gettext as _

from lms.core import audit
from lms.core.actor import Actor
from lms.core.prepared import Asked, Question, answers, slot
from lms.enrolments.api import Enrolment, lock_enrolments, lock_separate_groups
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import AttemptNotFound, ClockDoubted, SittingNotFound
from lms.exams.sittings.models import Attempt, Sitting
from lms.exams.sittings.room_models import KeptTime
from lms.exams.sittings.room_rules import CLOCK_TOLERANCE, is_outage
from lms.organisations.api import Room

AT_TERMINAL = "terminal:"


@dataclass(frozen=True, slots=True)
class Seat:
    """Where somebody sits: a registered terminal, or a browser session where terminals are not registered."""

    holder: str
    label: str = ""
    room_pk: int | None = None


@dataclass(frozen=True, slots=True)
class AttemptRef:
    """An attempt as a trainee asks for it: which one, who asks, from which seat.

    `page`: by what the page of a lease shows that it is that, whoever is signed in around it (`sealing.page_proof`).
    """

    uuid: UUID
    person_id: int | None
    seat: Seat
    page: str = ""


def lock_sitting(uuid: UUID) -> Sitting:
    """Lock and return a sitting. Call inside a transaction.

    :raises SittingNotFound: when there is none.
    """
    # Its key stays free: what a terminal tells of the room refers to it while it holds the attempt, for which an act
    # on everybody may already wait.
    locked = Sitting.objects.select_for_update(of=("self",), no_key=True).select_related("scheme", "room")
    sitting = locked.filter(uuid=uuid).first()
    if sitting is None:
        raise SittingNotFound(_("There is no such sitting."))
    return sitting


def lock_separate_groups_at(uuid: UUID) -> None:
    """Lock the separate groups of a sitting's site, before the sitting: whoever changes one waits, or has been seen."""
    site = Sitting.objects.filter(uuid=uuid).values_list("site_id", flat=True).first()
    if site is not None:
        lock_separate_groups(site)


def lock_people_and_room(uuid: UUID, room: Room | None = None) -> None:
    """Lock the enrolments of a sitting's candidates, the groups of its site, its room and the one it moves to.

    All before the sitting itself. Whoever plans something for these people or in these rooms meanwhile, or puts one of
    them into another group, waits and sees then what was planned.
    """
    sittings = Sitting.objects.filter(uuid=uuid)
    lock_enrolments_of(sittings.filter(candidates__isnull=False).values("candidates__enrolment__person"))
    lock_separate_groups_at(uuid)
    pks = {*sittings.values_list("room_id", flat=True), *([room.pk] if room else [])}
    lock_rooms(pks)


def lock_rooms(pks: Iterable[int]) -> None:
    """Let who plans something in a room wait for each other: the second sees what the first has planned."""
    list(Room.objects.select_for_update().filter(pk__in=list(pks)).order_by("pk").values_list("pk"))


def lock_enrolments_of(persons: Any) -> None:
    """Lock every enrolment of these persons: by whichever of them somebody is admitted, it is one person."""
    lock_enrolments(Enrolment.objects.filter(person__in=persons).values_list("pk", flat=True))


def lock_person_of(candidates: QuerySet[Any]) -> None:
    """Lock the enrolments of a candidate's person, before the examination itself.

    A row that refers to an enrolment waits for whoever holds it. Who admits that person holds it, and waits for the
    examination: without this the two would wait in a ring.
    """
    lock_enrolments_of(candidates.values("enrolment__person"))


def lock_attempts(sitting: Sitting) -> None:
    """Lock the attempts of a locked sitting, so that nobody is marked or decided on meanwhile."""
    rows = Attempt.objects.select_for_update(of=("self",)).filter(candidate__sitting=sitting)
    list(rows.order_by("pk").values_list("pk", flat=True))


def find_own(ref: AttemptRef) -> Attempt | None:
    """Lock and return the attempt when it belongs to the caller. Call inside a transaction."""
    if ref.person_id is None:
        return None
    own = _owned(ref.uuid, ref.person_id).select_related("paper", "candidate__sitting")
    return own.defer("paper__content").first()


def find_own_to_write(
    ref: AttemptRef, *asked: Asked[Any], now: datetime
) -> tuple[Attempt | None, list[list[Any]]]:
    """Do the same for a save or a start, in statements that are ready; its sitting and paper are annotated.

    What else is `asked` goes the same way and is answered when the attempt is locked.

    :raises ClockDoubted: as `refuse_in_doubt` does.
    """
    own, *more = answers(_OWN.asked(uuid=ref.uuid, person=ref.person_id), *asked)
    if not own:
        refuse_in_doubt(now=now)
        return None, more
    told = {name: vars(own[0]).pop(name) for name in _TOLD}
    _refuse_in_doubt(KeptTime(**told) if told["kept_at"] else None, now=now)
    return own[0], more


def _owned(uuid: Any, person: Any) -> QuerySet[Attempt]:
    locked = Attempt.objects.select_for_update(of=("self",))
    return locked.filter(uuid=uuid, candidate__enrolment__person=person)


# Of the one row of kept time, what a save is refused by: read with the attempt, before its lock is waited for.
_TOLD = ("kept_at", "web_at", "doubt")
_OWN = Question(
    lambda: _owned(slot(Attempt, "uuid"), slot(Enrolment, "person")).annotate(
        sitting_pk=F("candidate__sitting_id"),
        room_pk=F("candidate__sitting__room_id"),
        browser_keys=F("candidate__sitting__browser_keys"),
        paper_sha256=F("paper__sha256"),
        **{name: Subquery(KeptTime.objects.values(name)) for name in _TOLD},
    )
)
_KEPT_TIME = Question(KeptTime.objects.all)


def refuse_foreign(ref: AttemptRef, *, actor: Actor, now: datetime) -> AttemptNotFound:
    """Return the refusal, and write down who reached for a foreign attempt. Call outside a transaction."""
    foreign = Attempt.objects.filter(uuid=ref.uuid).first()
    if foreign is not None:
        with transaction.atomic(durable=True):
            audit.record(actor=actor, action=AuditAction.REFUSE_FOREIGN_ATTEMPT, target=foreign, now=now)
    return AttemptNotFound(_("There is no such examination for you."))


def refuse_in_doubt(*, now: datetime) -> None:
    """Refuse while nobody may rely on the time: neither lock, nor save, nor end anything now.

    Nobody has said that the server's clock is right, this process still counts by a wrong one, or the server was away
    and has not seen yet for how long: then nobody would be given that time.

    :raises ClockDoubted: terminals keep what they have and try again.
    """
    _refuse_in_doubt(_KEPT_TIME.first(), now=now)


def _refuse_in_doubt(kept: KeptTime | None, *, now: datetime) -> None:
    if kept is None:
        return
    if kept.doubt or now < kept.kept_at - CLOCK_TOLERANCE:
        raise ClockDoubted(
            _("The server's clock has to be looked at. Please wait for the invigilator; nothing is lost.")
        )
    if kept.web_at is not None and is_outage(kept.web_at, now):
        raise ClockDoubted(
            _("The server was away and has just come back. It goes on in a moment; nothing is lost.")
        )
