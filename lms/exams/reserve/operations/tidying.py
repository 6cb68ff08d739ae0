"""Files of packets that waited long enough, or belong to nothing, are deleted."""

from datetime import datetime

from lms.exams.reserve.models import PacketStep, PacketStepKind, SealedReserve
from lms.exams.reserve.operations.steps import OPEN
from lms.exams.reserve.packets import FILES, KEPT, PacketState


def tidy_files(*, now: datetime) -> None:
    """Delete what was kept long enough, of packets that lie sealed, were struck out or laid out anew, or are over."""
    kept = list(FILES.list_kept())
    recent = PacketStep.objects.filter(kind=PacketStepKind.DRAWN, at__gt=now - KEPT)
    rows = SealedReserve.objects.filter(pk__in=recent.values("reserve"), sitting__state__in=OPEN)
    rows = rows.prefetch_related("steps")
    drawn = [step for row in rows if (step := PacketState.of(row).drawn) is not None]
    needed = {FILES.name_of(step.uuid, step.digest) for step in drawn if step.at > now - KEPT}
    FILES.delete_strays(needed, kept, now=now)
