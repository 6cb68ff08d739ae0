"""Reads of packets: how far each is, what became of it, who is without a booklet, who took which step."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from lms.accounts.api import User
from lms.core.transfers.steps import is_given_up
from lms.exams.reserve.booklets import count_unfit, digests_of, is_same_paper
from lms.exams.reserve.models import (
    OpeningState,
    PacketStep,
    ReserveOpening,
    SealedReserve,
)
from lms.exams.reserve.operations.locking import packet_not_found
from lms.exams.reserve.packets import PacketState, job_of
from lms.exams.sittings.models import Attempt, AttemptState, Sitting


@dataclass(frozen=True, slots=True)
class PacketLine:
    """One packet of a sitting: how far it is, how many of its booklets do not fit any more, what became of it.

    `outdated`: the numbers of those whose booklet fits, and is from before something else was arranged for them.
    """

    reserve: SealedReserve
    state: PacketState
    booklets: int
    unfit: int
    outdated: list[str]
    opening: ReserveOpening | None
    printed_by: str

    @property
    def is_opened(self) -> bool:
        """Return whether it was opened, so that further candidates may have their booklets of it."""
        return self.opening is not None and self.opening.state == OpeningState.OPENED

    @property
    def is_waiting(self) -> bool:
        """Return whether a second person has to decide."""
        return self.opening is not None and self.opening.state == OpeningState.WAITING

    @property
    def can_be_struck(self) -> bool:
        """Return whether it may be struck out: no room has opened it, or asks to."""
        return self.state.struck is None and not (self.is_opened or self.is_waiting)

    @property
    def can_be_sealed(self) -> bool:
        """Return whether what may be in the envelope is of use: it was fetched or can be, and fits somebody."""
        return self.state.broken is None and self.unfit < self.booklets

    @property
    def is_to_confirm(self) -> bool:
        """Return whether an officer has still to print, seal and confirm it."""
        return not self.state.is_ended

    @property
    def state_in_words(self) -> str:
        """Return where it stands: struck out, asked for or opened by a room, or on its way into the envelope."""
        if self.opening is not None and self.state.struck is None:
            return self.opening.state_in_words
        return self.state.state_in_words


def packets_of(sitting: Sitting) -> list[PacketLine]:
    """Return the packets of a sitting in their order; the number of queries does not grow with them."""
    return _lines_of(sitting, sitting.reserves.all())


def sealed_packets_of(sitting: Sitting) -> list[PacketLine]:
    """Return the packets that a room has: those that an officer confirmed as sealed."""
    return [line for line in packets_of(sitting) if line.state.is_sealed]


def get_packet(sitting: Sitting, uuid: UUID) -> PacketLine:
    """Return a packet of a sitting.

    :raises ReserveNotFound: there is none.
    """
    lines = _lines_of(sitting, sitting.reserves.filter(uuid=uuid))
    if not lines:
        raise packet_not_found()
    return lines[0]


def _lines_of(sitting: Sitting, rows: QuerySet[SealedReserve]) -> list[PacketLine]:
    attempts = list(_with_papers(Attempt.objects.filter(candidate__sitting=sitting)))
    now, numbers = digests_of(attempts), {str(row.uuid): str(row.candidate) for row in attempts}
    reserves = list(rows.prefetch_related("openings", "steps").order_by("pk"))
    users = User.objects.filter(uuid__in={row.printed_by for row in reserves})
    names = {user.uuid: user.display_name for user in users}
    return [
        PacketLine(
            reserve=row,
            state=PacketState.of(row),
            booklets=len(row.booklets),
            unfit=count_unfit(row, now),
            outdated=sorted(
                numbers[uuid]
                for uuid, digest in row.booklets.items()
                if uuid in now and now[uuid] != digest and is_same_paper(now[uuid], digest)
            ),
            opening=_shown(row.openings.all()),
            printed_by=names.get(row.printed_by, "") if row.printed_by else "",
        )
        for row in reserves
    ]


def _with_papers(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    related = attempts.select_related("paper", "candidate__arrangement").defer("paper__content")
    return related.order_by("candidate__number")


def _shown(openings: Iterable[ReserveOpening]) -> ReserveOpening | None:
    """Return the opening that tells what became of a packet: one that waits, else one that opened it, else the last."""
    ranks = {OpeningState.WAITING: 2, OpeningState.OPENED: 1}
    return max(openings, key=lambda row: (ranks.get(OpeningState(row.state), 0), row.pk), default=None)


def without_booklet(sitting: Sitting) -> list[str]:
    """Return the numbers of those who have still to write and for whom no sealed packet holds a fitting booklet."""
    rows = Attempt.objects.filter(
        candidate__sitting=sitting, state__in=(AttemptState.PREPARED, AttemptState.IN_PROGRESS)
    )
    attempts = list(_with_papers(rows))
    sealed = [row for row in sitting.reserves.prefetch_related("steps") if PacketState.of(row).is_sealed]
    printed = {pair for row in sealed for pair in row.booklets.items()}
    now = digests_of(attempts)
    return [str(row.candidate) for row in attempts if (str(row.uuid), now[str(row.uuid)]) not in printed]


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step of a packet, with who took it; nobody where a worker did."""

    step: PacketStep
    by: str


def steps_of(packet: PacketState) -> list[StepLine]:
    """Return the steps of a packet in their order."""
    users = User.objects.filter(uuid__in={step.by for step in packet.steps})
    names = {user.uuid: user.display_name for user in users}
    return [StepLine(step, names.get(step.by, "") if step.by else "") for step in packet.steps]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a worker is with a packet, in booklets; `is_broken`: nobody works on it any more."""

    done: int
    total: int
    is_broken: bool


def progress_of(packet: PacketState) -> Progress | None:
    """Return how far the work is; None when there is none."""
    asked = packet.at_work
    if asked is None:
        return None
    job, total = job_of(asked), len(packet.reserve.booklets)
    return Progress(job.progress_done if job else 0, total, is_given_up(job))
