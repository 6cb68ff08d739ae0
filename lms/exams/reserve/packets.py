"""How far a packet is, told from its steps: laid out, given, confirmed as sealed, struck out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lms.core.models import Job
from lms.core.transfers.files import KeptFiles
from lms.exams.reserve.models import PacketStep, PacketStepKind, SealedReserve

# What was laid out waits for its officer over a night; then it is deleted, and can be laid out anew.
KEPT = timedelta(hours=24)
FILES = KeptFiles("reserves", "sealed")
LAY_OUT_JOB = "exams.lay_out_reserve"
_WORK = (PacketStepKind.ASKED, PacketStepKind.DRAWN, PacketStepKind.BROKEN)


@dataclass(frozen=True, slots=True)
class PacketState:
    """A packet with its steps in their order."""

    reserve: SealedReserve
    steps: tuple[PacketStep, ...]

    @classmethod
    def of(cls, reserve: SealedReserve, steps: Iterable[PacketStep] | None = None) -> "PacketState":
        """Return a packet as it stands; `steps` where they are fetched."""
        found = reserve.steps.all() if steps is None else steps
        return cls(reserve, tuple(sorted(found, key=lambda row: row.pk)))

    def last(self, *kinds: PacketStepKind) -> PacketStep | None:
        """Return the last step of these kinds."""
        return next((row for row in reversed(self.steps) if row.kind in kinds), None)

    @property
    def struck(self) -> PacketStep | None:
        """Return the step that struck it out."""
        return self.last(PacketStepKind.STRUCK)

    @property
    def sealed(self) -> PacketStep | None:
        """Return the step by which an officer confirmed that it lies sealed."""
        return self.last(PacketStepKind.SEALED)

    @property
    def is_sealed(self) -> bool:
        """Return whether it counts as lying sealed, so that a room may open it."""
        return self.struck is None and (self.sealed is not None or not self.steps)

    @property
    def is_ended(self) -> bool:
        """Return whether nothing is laid out or given for it any more."""
        return self.is_sealed or self.struck is not None

    @property
    def was_given(self) -> bool:
        """Return whether somebody has got its file, so that it may be on paper."""
        return self.last(PacketStepKind.GIVEN) is not None

    @property
    def asked(self) -> PacketStep | None:
        """Return who last asked that it be laid out: the file is for this one alone."""
        return self.last(PacketStepKind.ASKED)

    @property
    def at_work(self) -> PacketStep | None:
        """Return the asking for which a worker has still to lay it out."""
        row = self.last(*_WORK)
        return row if row is not None and row.kind == PacketStepKind.ASKED and not self.is_ended else None

    @property
    def drawn(self) -> PacketStep | None:
        """Return the step of the newest file, unless it was asked for anew since."""
        row = self.last(*_WORK)
        return row if row is not None and row.kind == PacketStepKind.DRAWN and not self.is_ended else None

    @property
    def broken(self) -> PacketStep | None:
        """Return why nothing could be laid out when that was asked for last."""
        row = self.last(*_WORK)
        return row if row is not None and row.kind == PacketStepKind.BROKEN and not self.is_ended else None

    def file_for(self, user_uuid: UUID | None, *, now: datetime) -> PacketStep | None:
        """Return the step of the file that this person gets; None when it is another's, over, or not there."""
        asked, drawn = self.asked, self.drawn
        is_own = asked is not None and asked.by is not None and asked.by == user_uuid
        return drawn if drawn is not None and is_own and now < kept_until(drawn) else None

    @property
    def state_in_words(self) -> str:
        """Return where it stands before anybody opens it."""
        if self.struck is not None:
            return pgettext("packet", "Struck out")
        if self.is_sealed:
            return pgettext("packet", "Sealed")
        if self.broken is not None:
            return pgettext("packet", "Could not be laid out")
        if self.at_work is not None:
            return pgettext("packet", "Is being laid out")
        return _("Not confirmed as sealed") if self.was_given else _("Waits to be printed")


def kept_until(drawn: PacketStep) -> datetime:
    """Return until when a file is kept."""
    return drawn.at + KEPT


def job_of(asked: PacketStep) -> Job | None:
    """Return the work that was asked for."""
    return Job.objects.filter(kind=LAY_OUT_JOB, key=str(asked.uuid)).first()
