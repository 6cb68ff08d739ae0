"""What stands only in a file of an examination that was left as the database has it: whether anything is lost there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.utils.dateparse import parse_datetime

from lms.exams.practical.models import (
    MarkSheet,
    PanelMember,
    PracticalExamination,
    PracticalState,
    SheetState,
)
from lms.exams.reserve.models import Keying, OpeningState, PaperSheet, PaperSheetState, ReserveOpening
from lms.exams.secondcopy.files import Values, sha256_of
from lms.exams.secondcopy.kinds import OF_ALL_ROOMS, OWN, as_values
from lms.exams.secondcopy.rows import Copied
from lms.exams.sittings.models import (
    Attempt,
    AttemptState,
    SeatDecision,
    SeatRequest,
    Sitting,
    SittingCandidate,
    SittingState,
)
from lms.exams.sittings.room_models import ActState, RoomAct

_ENDS = (AttemptState.HANDED_IN, AttemptState.CLOSED_BY_TIME, AttemptState.ENDED_BY_STAFF)


@dataclass(frozen=True, slots=True)
class _OneWay:
    """A field that moves one way only: numbers and instants grow, states go from one group of `steps` to a later one.

    `along` are fields that are written with it: where it has moved on they may look otherwise.
    """

    name: str
    along: frozenset[str] = frozenset()
    steps: Mapping[str, int] = field(default_factory=dict)

    def place(self, fields: Mapping[str, Any]) -> float:
        """Return how far it is; lowest where there is nothing yet."""
        value = fields[self.name]
        if self.steps:
            return self.steps[value]
        if value is None:
            return float("-inf")
        instant = parse_datetime(value) if isinstance(value, str) else value
        return instant.timestamp() if isinstance(instant, datetime) else float(value)


def _grows(name: str, *along: str) -> _OneWay:
    return _OneWay(name, frozenset(along))


def _state(groups: Sequence[Sequence[str]], *along: str) -> _OneWay:
    steps = {str(one): number for number, group in enumerate(groups) for one in group}
    return _OneWay("state", frozenset(along), steps)


# By kind of row that is moved on. A field that is not here can move both ways (a seat, a dismissal), so that nothing
# tells which of two values is the later one: then the copy's counts as lost, and people look.
ONE_WAY: dict[type[Model], Sequence[_OneWay]] = {
    Sitting: [
        _state([[SittingState.SCHEDULED], [SittingState.OPEN], [SittingState.CLOSED, SittingState.CANCELLED]])
    ],
    SittingCandidate: [_grows("seen_at", "seen_by")],
    Attempt: [
        _grows("log_count", "log_head"),
        _grows("lease_epoch"),
        _state(
            [[AttemptState.PREPARED], [AttemptState.IN_PROGRESS], _ENDS, [AttemptState.VOIDED]], "ended_at"
        ),
    ],
    RoomAct: [
        _state(
            [[ActState.WAITING], [ActState.DONE, ActState.REFUSED]],
            *("decided_by", "decided_at", "decision_reason", "reason"),
        ),
        _grows("until", "since", "spans"),
    ],
    SeatRequest: [
        _state(
            [[SeatDecision.ASKED], [SeatDecision.APPROVED, SeatDecision.REFUSED]], "decided_at", "decided_by"
        ),
        _grows("is_used"),
        _grows("last_asked_at"),
    ],
    ReserveOpening: [
        _state(
            [[OpeningState.WAITING], [OpeningState.OPENED, OpeningState.REFUSED]],
            *("decided_by", "decided_at", "decision_reason"),
        )
    ],
    PaperSheet: [
        _state(
            [
                [PaperSheetState.WAITING],
                [PaperSheetState.ONCE],
                [PaperSheetState.APART],
                [PaperSheetState.AGREED],
                [PaperSheetState.HANDED_IN, PaperSheetState.NONE],
            ],
            *("epoch", "digest", "none_reason", "ended_at", "ended_by"),
        )
    ],
    Keying: [_grows("saved_at", "answers"), _grows("done_at"), _grows("given_back_at")],
    PracticalExamination: [
        _state(
            [
                [PracticalState.SCHEDULED],
                [PracticalState.OPEN],
                [PracticalState.CLOSED],
                [PracticalState.RELEASED, PracticalState.CANCELLED],
            ],
            *("closed_by", "released_by", "released_at"),
        )
    ],
    PanelMember: [_grows("log_count", "log_head"), _grows("epoch")],
    MarkSheet: [_state([[SheetState.OPEN], [SheetState.SIGNED], [SheetState.SET_ASIDE]])],
}


def lacking_here(copy: Copied) -> int:
    """Count rows of a file that the database has not, or has otherwise and not plainly later."""
    count = 0
    for model in (model for model in copy.rows if model in OWN and model not in OF_ALL_ROOMS):
        rows = copy.of(model)
        here = {row["pk"]: row for row in as_values(model._default_manager.filter(pk__in=rows), model)}
        count += sum(
            key not in here or not _is_known(model, here[key], values)
            for key, (values, _line) in rows.items()
        )
    return count


def _is_known(model: type[Model], here: Values, copied: Values) -> bool:
    """Return whether a row of the database is that of the copy, or has plainly moved on from there."""
    if sha256_of(here) == sha256_of(copied):
        return True
    there, now = copied["fields"], here["fields"]
    places = [(one, one.place(there), one.place(now)) for one in ONE_WAY.get(model, ())]
    if any(after < before for _one, before, after in places):
        return False
    moved = {name for one, before, after in places if after > before for name in (one.name, *one.along)}
    return all(name in moved or _same(there[name], now[name]) for name in now)


def _same(copied: object, here: object) -> bool:
    """Return whether a value is what stands in the file, where every value is one of JSON."""
    return sha256_of({"value": copied}) == sha256_of({"value": here})
