"""Pure decisions about registers: minutes attended, what a mark may say, what becomes of a wish. No Django."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

PRESENT, EXCUSED = "present", "excused"
STATES = frozenset({PRESENT, EXCUSED, "absent", "punished", "transferred"})
EXCUSES = frozenset({"medical", "legal", "labour", "other"})
# Tools and rooms are put in order before the bell, in a third of a short class at most; it is signed meanwhile.
PUTTING_AWAY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Said:
    """What a register says of one person; `late` and `left_early` in minutes, of who was present only."""

    state: str
    late: int = 0
    left_early: int = 0
    excuse: str = ""


def faults_of(said: Said, planned: int) -> list[str]:
    """Return codes of what is wrong with a mark, for a session of so many planned minutes."""
    found = []
    if said.state not in STATES:
        found.append("state")
    if (said.late or said.left_early) and said.state != PRESENT:
        found.append("minutes_of_absent")
    if min(said.late, said.left_early) < 0 or said.late + said.left_early >= planned:
        found.append("minutes")
    if (said.excuse in EXCUSES) != (said.state == EXCUSED) or (said.excuse and said.excuse not in EXCUSES):
        found.append("excuse")
    return found


def attended(said: Said, *, planned: int, delivered: int) -> int:
    """Return the minutes of teaching that somebody attended: never below 0, never more than was delivered.

    Late minutes count from the planned beginning; who left early left before the planned end, so what was not
    delivered at the end is not taken off twice.
    """
    if said.state != PRESENT:
        return 0
    until = min(delivered, planned - said.left_early)
    return max(0, until - said.late)


@dataclass(frozen=True, slots=True)
class Kept:
    """A mark as it is kept, with its revision."""

    said: Said
    revision: int


def decide_mark(kept: Kept | None, wished: Said, based_on: int, *, is_signature_unseen: bool = False) -> str:
    """Return what becomes of a wish: `write`, `same` (nothing to do), `conflict` or `signed`.

    A wish that rests on an older revision is a conflict; one from a page that has not shown the signature that holds
    would take it back unseen, which is said first. The same content does no harm whatever it rests on.
    """
    if kept is not None and kept.said == wished:
        return "same"
    if is_signature_unseen:
        return "signed"
    return "write" if kept is None or kept.revision == based_on else "conflict"


def is_far_below(delivered: int, planned: int) -> bool:
    """Return whether so little of the planned minutes was taught that somebody has to say why: less than half."""
    return delivered * 2 < planned


def taught_by(now: datetime, *, begins_at: datetime, planned: int) -> int:
    """Return how many of the planned minutes can have been taught by now; near its end a class counts as over."""
    whole = timedelta(minutes=planned)
    if now >= begins_at + whole - min(PUTTING_AWAY, whole / 3):
        return planned
    return max(0, (now - begins_at) // timedelta(minutes=1))


def unmarked(roster: Mapping[int, str], marked: frozenset[int]) -> list[str]:
    """Return the names of those on the roster of whom the register says nothing."""
    return [name for key, name in roster.items() if key not in marked]
