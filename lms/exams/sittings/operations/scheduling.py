"""Scheduling a sitting, admitting candidates, opening and closing the room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from courses.catalog.api import RequirementKind, requirements_of_kind
from lms.core import audit, jobs
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import CandidateRefused, SittingExists, SittingNotFound, SittingRefused, UnusableWindow
from lms.exams.papers.models import ExaminationScheme, PaperPart, PaperVersion
from lms.exams.papers.operations import draw_paper, release
from lms.exams.papers.queries import marked_by_hand
from lms.exams.sittings import rules
from lms.exams.sittings.models import (
    Attempt,
    AttemptState,
    CandidateState,
    Sitting,
    SittingCandidate,
    SittingState,
)
from lms.organisations.api import Room

FIGURES_JOB = "exams.reckon_figures"
Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class NewSitting:
    """What an officer decides: the examination, the room, the window in which candidates may start.

    `seed` draws the paper; `client_key` makes a repeated request harmless.
    """

    scheme: ExaminationScheme
    room: Room
    title: Text
    opens_at: datetime
    closes_at: datetime
    seed: str
    client_key: UUID


def schedule_sitting(*, sitting: NewSitting, actor: Actor, now: datetime) -> Sitting:
    """Schedule a sitting and draw its paper beforehand; the same client key again returns the same sitting.

    :raises UnusableWindow: it closes before it opens, or is over already.
    :raises TooFewItems: the bank cannot fill the blueprint.
    :raises SittingRefused: somebody would have to mark answers by hand.
    :raises SittingExists: the client key came before, for another examination or room.
    """
    if sitting.closes_at <= sitting.opens_at or sitting.closes_at <= now:
        raise UnusableWindow(
            _("The sitting must close after it opens, and in the future."), field="closes_at"
        )
    with transaction.atomic(durable=True):
        known = Sitting.objects.filter(client_key=sitting.client_key).first()
        if known is not None:
            return _same(known, sitting)
        paper = draw_paper(scheme=sitting.scheme, seed=sitting.seed, actor=actor, now=now)
        _refuse_unfit(paper)
        row = Sitting.objects.create(
            scheme=sitting.scheme,
            paper=paper,
            site_id=sitting.room.site_id,
            room=sitting.room,
            title_zh=sitting.title["zh"],
            title_en=sitting.title.get("en", ""),
            opens_at=sitting.opens_at,
            closes_at=sitting.closes_at,
            client_key=sitting.client_key,
        )
        audit.record(actor=actor, action=AuditAction.SCHEDULE_SITTING, target=row, now=now)
    return row


def _refuse_unfit(paper: PaperVersion) -> None:
    """Refuse marks that nobody could give yet: results would never be complete."""
    by_hand = marked_by_hand(paper)
    reasons = []
    if by_hand:
        words = _(
            "%(count)d of its questions are marked by hand, which the platform cannot do yet. Print this paper instead."
        )
        reasons.append(words % {"count": by_hand})
    if reasons:
        raise SittingRefused(_("This examination cannot be held at terminals."), reasons=reasons)


def _same(known: Sitting, sitting: NewSitting) -> Sitting:
    if (known.scheme.code, known.room_id) != (sitting.scheme.code, sitting.room.pk):
        raise SittingExists(_("This request was already used for another sitting."))
    return known


def admit_candidates(
    *, sitting_uuid: UUID, enrolment_uuids: Iterable[UUID], actor: Actor, now: datetime
) -> list[SittingCandidate]:
    """Admit enrolments to a sitting and build their attempts; who is in already keeps number and attempt.

    :raises SittingNotFound: when there is none.
    :raises CandidateRefused: naming who cannot be admitted and why; then nobody is.
    """
    wanted = list(dict.fromkeys(enrolment_uuids))
    with transaction.atomic(durable=True):
        rows = Enrolment.objects.select_for_update(of=("self",)).filter(uuid__in=wanted)
        enrolments = list(rows.select_related("person").order_by("person__sort_name", "pk"))
        sitting = _lock_sitting(sitting_uuid)
        present = {row.enrolment_id: row for row in sitting.candidates.all()}
        fresh = [row for row in enrolments if row.pk not in present]
        _refuse_candidates(sitting, fresh, taken=len(present), unknown=len(wanted) - len(enrolments))
        number = sitting.candidates.aggregate(last=Max("number"))["last"] or 0
        for place, enrolment in enumerate(fresh, start=number + 1):
            present[enrolment.pk] = _admit(sitting, enrolment, number=place, actor=actor, now=now)
    return [present[row.pk] for row in enrolments]


def _admit(
    sitting: Sitting, enrolment: Enrolment, *, number: int, actor: Actor, now: datetime
) -> SittingCandidate:
    row = SittingCandidate.objects.create(
        sitting=sitting, enrolment=enrolment, number=number, admitted_at=now
    )
    # The order of items differs from seat to seat and can be found again from the row alone.
    Attempt.objects.create(candidate=row, shuffle_seed=rules.sha256([str(row.uuid), sitting.paper.seed]))
    audit.record(actor=actor, action=AuditAction.ADMIT_CANDIDATE, target=row, now=now)
    return row


def _refuse_candidates(sitting: Sitting, fresh: list[Enrolment], *, taken: int, unknown: int) -> None:
    reasons = [_("%(count)d of the enrolments do not exist.") % {"count": unknown}] if unknown else []
    if fresh and sitting.state == SittingState.CLOSED:
        reasons.append(_("The sitting is closed."))
    if taken + len(fresh) > sitting.room.seats:
        words = _("The room has %(seats)d seats, %(wanted)d are wanted.")
        reasons.append(words % {"seats": sitting.room.seats, "wanted": taken + len(fresh)})
    for enrolment in fresh:
        reasons += [f"{enrolment.person.full_name}: {words}" for words in _against(sitting, enrolment)]
    if reasons:
        raise CandidateRefused(_("Not everybody can be admitted."), reasons=reasons)


def _against(sitting: Sitting, enrolment: Enrolment) -> list[str]:
    reasons = []
    if enrolment.state == EnrolmentState.WITHDRAWN:
        reasons.append(_("the enrolment was withdrawn"))
    if enrolment.site_id != sitting.site_id:
        reasons.append(_("is at another site"))
    asked = requirements_of_kind(enrolment.version_id, RequirementKind.EXAMINATION_PASSED)
    if not asked.filter(examination_scheme=sitting.scheme.code).exists():
        reasons.append(_("the programme does not ask for this examination"))
    return reasons


def open_sitting(*, sitting_uuid: UUID, actor: Actor, now: datetime) -> Sitting:
    """Open the room: from now on candidates may start. Opening it again changes nothing.

    :raises SittingNotFound: when there is none.
    :raises SittingRefused: before its time, after it, or when it is closed.
    """
    with transaction.atomic(durable=True):
        sitting = _lock_sitting(sitting_uuid)
        if sitting.state == SittingState.OPEN:
            return sitting
        reasons = [] if now >= sitting.opens_at else [_("Its time has not come yet.")]
        reasons += [] if now < sitting.closes_at else [_("Its time is over.")]
        _move(sitting, "open", reasons)
        audit.record(actor=actor, action=AuditAction.OPEN_SITTING, target=sitting, now=now)
    return sitting


def close_sitting(*, sitting_uuid: UUID, actor: Actor, now: datetime) -> Sitting:
    """Close the room; who never started counts as absent. Closing it again changes nothing.

    :raises SittingNotFound: when there is none.
    :raises SittingRefused: while somebody is writing, or when it was never opened.
    """
    with transaction.atomic(durable=True):
        sitting = _lock_sitting(sitting_uuid)
        if sitting.state == SittingState.CLOSED:
            return sitting
        attempts = Attempt.objects.select_for_update(of=("self",)).filter(candidate__sitting=sitting)
        states = list(attempts.order_by("pk").values_list("state", flat=True))
        writing = states.count(AttemptState.IN_PROGRESS)
        words = _("%(count)d candidates are still writing.") % {"count": writing}
        _move(sitting, "close", [words] if writing else [])
        absent = sitting.candidates.filter(attempts__state=AttemptState.PREPARED)
        SittingCandidate.objects.filter(pk__in=absent.values("pk")).update(state=CandidateState.ABSENT)
        audit.record(actor=actor, action=AuditAction.CLOSE_SITTING, target=sitting, now=now)
        uuid = str(sitting.uuid)
        jobs.enqueue(kind=FIGURES_JOB, key=f"{uuid}:closed", payload={"sitting": uuid}, now=now)
        _release_paper(sitting, actor=actor, now=now)
    return sitting


def _release_paper(sitting: Sitting, *, actor: Actor, now: datetime) -> None:
    """Unseal the paper when nobody is to sit it any more; its key stays sealed until an officer releases it."""
    others = Sitting.objects.filter(paper=sitting.paper).exclude(pk=sitting.pk)
    if not others.exclude(state=SittingState.CLOSED).exists():
        release(sitting.paper, PaperPart.PAPER, actor=actor, now=now)


def _lock_sitting(uuid: UUID) -> Sitting:
    locked = Sitting.objects.select_for_update(of=("self",)).select_related("scheme", "paper", "room")
    sitting = locked.filter(uuid=uuid).first()
    if sitting is None:
        raise SittingNotFound(_("There is no such sitting."))
    return sitting


def _move(sitting: Sitting, act: str, reasons: list[str]) -> None:
    target = rules.next_state(rules.SITTING_TRANSITIONS, sitting.state, act)
    if target is None:
        reasons = [*reasons, _("It is %(state)s.") % {"state": sitting.get_state_display()}]
    if target is None or reasons:
        raise SittingRefused(_("That is not possible with this sitting now."), reasons=reasons)
    sitting.state = target
    sitting.save(update_fields=["state"])
