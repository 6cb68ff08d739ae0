"""Whether logs of marks are whole, and signed sheets and results follow from them. Writes nothing."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet

from lms.exams.practical.models import DrawnTask, MarkSheet, PanelMember, PracticalResult, SheetState
from lms.exams.practical.operations import find_broken_mark
from lms.exams.practical.operations.signing import marks_digest
from lms.exams.practical.rules.scoring import shown
from lms.exams.practical.standing import Standing
from lms.exams.sittings.signing import is_genuine, key_id

MARKS, SIGNATURE = "marks", "signature"


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


def faults_of_sheet(
    sheet: MarkSheet, tasks: list[DrawnTask], values: dict[int, dict[str, Any]]
) -> Iterator[str]:
    """Yield MARKS where a signed sheet holds other marks than were signed, SIGNATURE where that is not genuine.

    `tasks` are its candidate's; `values` is the fold of its log.
    """
    if sheet.state != SheetState.SIGNED:
        return
    signature = getattr(sheet, "signature", None)
    if signature is None:
        yield SIGNATURE
        return
    if signature.payload["marks_digest"] != marks_digest(tasks, values):
        yield MARKS
    # A key that was replaced since is not at hand; the digest above holds all the same.
    is_ours = signature.payload.get("key") == key_id()
    if is_ours and not is_genuine(signature.payload, signature.signature):
        yield SIGNATURE


def follows_from(result: PracticalResult, standing: Standing) -> bool:
    """Return whether a result is what the signed sheets give."""
    decision = standing.decision
    now = (shown(decision.total), decision.passed) if decision else None
    return now == (result.percent, result.passed)
