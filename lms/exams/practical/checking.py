"""Whether the logs of marks are whole, as their chains say. Writes nothing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from lms.exams.practical.models import PanelMember
from lms.exams.practical.operations import find_broken_mark


@dataclass(frozen=True, slots=True)
class BrokenLog:
    """An assessor's log whose chain does not fit; `position` is the first place where it does not."""

    panel_member: str
    position: int
    what: str = "marks"

    def as_dict(self) -> dict[str, object]:
        """Return it for programs."""
        return asdict(self)


def broken_logs_in(panel: QuerySet[PanelMember]) -> Iterator[BrokenLog]:
    """Yield every log that is broken, assessor by assessor."""
    for member in panel.order_by("pk").iterator(chunk_size=200):
        position = find_broken_mark(member)
        if position is not None:
            yield BrokenLog(str(member.uuid), position)
