"""Reads of the desk: sittings, the papers one may lay, who may be admitted, what is still missing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User, holders_of
from lms.core import audit
from lms.core.enums import Role
from lms.core.rows import one_of
from lms.core.sentences import enumerated
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import SittingNotFound
from lms.exams.paperdesk.models import OrderState, PaperOrder
from lms.exams.paperdesk.policies import orders_visible_to
from lms.exams.papers.models import ExaminationScheme, PaperRelease, PaperVersion
from lms.exams.papers.queries import newest_schemes
from lms.exams.sittingdesk.policies import sittings_planned_by
from lms.exams.sittings import seating
from lms.exams.sittings.models import OVER, Sitting, SittingCandidate
from lms.exams.sittings.operations.seating import plan_of
from lms.exams.terminals.queries import RoomLine
from lms.exams.terminals.rules import Readiness

# Two in each room, and one for each so many candidates (national outlines of skill examinations).
LEAST_INVIGILATORS, CANDIDATES_PER_INVIGILATOR = 2, 15


def list_sittings(user: User) -> QuerySet[Sitting]:
    """Return the user's sittings, each with how many are admitted, seated and watching."""
    return sittings_planned_by(user).annotate(
        admitted=Count("candidates", distinct=True),
        seated=Count("candidates", filter=~Q(candidates__seat=""), distinct=True),
        watching=Count("watches", distinct=True),
    )


def get_sitting(user: User, uuid: UUID) -> Sitting:
    """Return a sitting that the user plans.

    :raises SittingNotFound: there is none, or at another site.
    """
    return one_of(list_sittings(user), uuid, SittingNotFound(_("There is no such sitting.")))


def get_candidate(sitting: Sitting, uuid: UUID) -> SittingCandidate:
    """Return a candidate of a sitting.

    :raises SittingNotFound: there is none.
    """
    rows = sitting.candidates.select_related("enrolment__person", "arrangement")
    return one_of(rows, uuid, SittingNotFound(_("There is no such candidate in this sitting.")))


def sittings_between(user: User, begins: datetime, ends: datetime) -> list[Sitting]:
    """Return the user's sittings that open in a period, the earliest first."""
    rows = list_sittings(user).filter(opens_at__gte=begins, opens_at__lt=ends)
    return list(rows.order_by("opens_at", "pk"))


@dataclass(frozen=True, slots=True)
class Offer:
    """What may lie at a sitting: papers that were drawn for it, or one to be drawn by the newest rules."""

    key: str
    scheme: ExaminationScheme
    order: PaperOrder | None = None


def offers_of(user: User) -> list[Offer]:
    """Return what may be laid, by examination: drawn now, or drawn and proved before and still sealed."""
    schemes = list(newest_schemes().order_by("code"))
    drawn = orders_visible_to(user).filter(state=OrderState.DRAWN).exclude(proof={}).order_by("-at")
    known = PaperRelease.objects.values("paper")
    sealed = drawn.exclude(drawing__papers__in=known)
    offers = [Offer(f"draw:{row.uuid}", row) for row in schemes]
    offers += [Offer(f"order:{row.uuid}", row.scheme, row) for row in sealed]
    return sorted(offers, key=lambda offer: (offer.scheme.code, offer.order is not None))


def papers_in(order: PaperOrder) -> tuple[PaperVersion, ...]:
    """Return the papers of an order by their forms."""
    return tuple(order.drawing.papers.order_by("form")) if order.drawing else ()


def papers_on(sitting: Sitting) -> list[PaperVersion]:
    """Return the papers laid at a sitting, without what is on them."""
    return list(
        sitting.papers.select_related("scheme", "drawing").defer("content").order_by("laid__position")
    )


def candidates_of(sitting: Sitting) -> list[SittingCandidate]:
    """Return the candidates by number, with their papers and what is arranged."""
    rows = sitting.candidates.select_related("enrolment__person__user", "enrolment__school", "arrangement")
    return list(rows.prefetch_related("attempts").order_by("number"))


def arranged_in(sitting: Sitting) -> list[SittingCandidate]:
    """Return the candidates by number for whom something is arranged."""
    rows = sitting.candidates.filter(arrangement__isnull=False)
    return list(rows.select_related("enrolment__person", "arrangement").order_by("number"))


def paper_of(row: SittingCandidate) -> int:
    """Return which paper a candidate writes: that of the newest attempt."""
    return max(row.attempts.all(), key=lambda attempt: attempt.pk).paper_id


def invigilators_for(sitting: Sitting) -> list[tuple[User, bool]]:
    """Return who may watch, and whether the person also teaches at the site."""
    teaching = set(holders_of(Role.INSTRUCTOR, sitting.site).values_list("pk", flat=True))
    return [(user, user.pk in teaching) for user in holders_of(Role.INVIGILATOR, sitting.site)]


def invigilators_needed(admitted: int) -> int:
    """Return how many persons should watch so many candidates."""
    return max(LEAST_INVIGILATORS, -(-admitted // CANDIDATES_PER_INVIGILATOR))


def missing_for(sitting: Any, terminals: RoomLine) -> list[str]:
    """Return in words what an officer still has to see to before a sitting in this room; empty when it is over."""
    if sitting.state in OVER:
        return []
    missing = []
    admitted, seated, watching = sitting.admitted, sitting.seated, sitting.watching
    needed = invigilators_needed(admitted)
    if not admitted:
        missing.append(_("Nobody is admitted yet."))
    if watching < needed:
        words = _("Invigilators: %(count)d of %(needed)d are assigned.")
        missing.append(words % {"count": watching, "needed": needed})
    apart = sitting.candidates.filter(arrangement__is_separate_room=True).count()
    if seated < admitted - apart:
        missing.append(_("Without a seat: %(count)d.") % {"count": admitted - apart - seated})
    missing += _missing_at(terminals)
    alike = alike_seats(sitting) if seated else []
    if alike:
        words = _("Neighbours with the same paper: %(pairs)s.")
        missing.append(words % {"pairs": enumerated(f"{one} - {other}" for one, other in alike[:5])})
    if _opened_early(sitting):
        missing.append(
            _("A paper was opened before its release. Look into the audit trail, or lay another one.")
        )
    return missing


def _missing_at(room: RoomLine) -> list[str]:
    """Return in words which computers of a room nobody may rely on."""
    if not room.terminals:
        return [_("No computer of this room is registered. An administrator registers them seat by seat.")]
    seats = {
        one: [line.terminal.seat for line in room.terminals if line.readiness is one] for one in Readiness
    }
    missing = []
    if seats[Readiness.RED]:
        words = _("Computers that are not usable, at the seats: %(seats)s.")
        missing.append(words % {"seats": enumerated(seats[Readiness.RED])})
    unknown = len(seats[Readiness.NEVER]) + len(seats[Readiness.OLD])
    if unknown:
        missing.append(_("Computers that nobody has checked lately: %(count)d.") % {"count": unknown})
    return missing


def alike_seats(sitting: Sitting) -> list[tuple[str, str]]:
    """Return neighbours with the same paper where there are several."""
    papers = {
        row.seat: paper_of(row) for row in sitting.candidates.exclude(seat="").prefetch_related("attempts")
    }
    if sitting.laid.count() < 2:
        return []
    return seating.alike_neighbours(papers, plan_of(sitting))


def _opened_early(sitting: Sitting) -> bool:
    of_papers = audit.entries_about(PaperVersion, sitting.papers.values("uuid"))
    return of_papers.filter(action=AuditAction.OPEN_PAPER_EARLY.value).exists()
