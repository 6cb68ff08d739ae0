"""Which fields of copied rows move one way only, so that of two forms of a row one can tell the later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from django.db.models import Model
from django.utils.dateparse import parse_datetime

from lms.exams.absences.models import AbsenceExcuse
from lms.exams.appeals.models import Appeal, AppealState
from lms.exams.marking.models import Result
from lms.exams.paperdesk.models import KeyProposal, ProposalState
from lms.exams.practical.models import (
    MarkSheet,
    PanelMember,
    PracticalExamination,
    PracticalState,
    SheetState,
)
from lms.exams.reserve.models import Keying, OpeningState, PaperSheet, PaperSheetState, ReserveOpening
from lms.exams.results.models import ResultSet, SetState
from lms.exams.secondcopy.files import Values, sha256_of
from lms.exams.sittings.excused import ExcuseState
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
class OneWay:
    """A field that moves one way only: numbers and instants grow, states go from one group of `steps` to a later one.

    `along` are fields that are written with it: where it has moved on they may look otherwise. `is_strict`: never is it
    taken back; an attempt may be reopened. `is_final`: what has come to its end does not change any more.
    """

    name: str
    along: frozenset[str] = frozenset()
    steps: Mapping[str, int] = field(default_factory=dict)
    is_strict: bool = True
    is_final: bool = False

    def place(self, fields: Mapping[str, Any]) -> float:
        """Return how far it is; lowest where there is nothing yet, or nothing that could be there."""
        # Files from before a field was there do not name it.
        value = fields.get(self.name)
        if self.steps:
            return self.steps.get(value, float("-inf"))
        try:
            instant = parse_datetime(value) if isinstance(value, str) else value
            return instant.timestamp() if isinstance(instant, datetime) else float(value)
        except (TypeError, ValueError):
            return float("-inf")

    def is_settled(self, place: float) -> bool:
        """Return whether a row that is so far never changes again."""
        end = max(self.steps.values()) if self.steps else float("-inf")
        return self.is_final and (place == end if self.steps else place > end)


def _grows(name: str, *along: str) -> OneWay:
    return OneWay(name, frozenset(along))


def _state(
    groups: Sequence[Sequence[str]], *along: str, is_strict: bool = True, is_final: bool = False
) -> OneWay:
    steps = {str(one): number for number, group in enumerate(groups) for one in group}
    return OneWay("state", frozenset(along), steps, is_strict, is_final)


# By kind of row that is moved on. A field that is not here can move both ways (a seat, a dismissal), so that nothing
# tells which of two values is the later one: then the copy's counts as lost, and people look.
ONE_WAY: dict[type[Model], Sequence[OneWay]] = {
    Sitting: [
        _state([[SittingState.SCHEDULED], [SittingState.OPEN], [SittingState.CLOSED, SittingState.CANCELLED]])
    ],
    SittingCandidate: [_grows("seen_at", "seen_by"), _grows("unseen_at")],
    Attempt: [
        _grows("log_count", "log_head"),
        _grows("lease_epoch"),
        _state(
            [[AttemptState.PREPARED], [AttemptState.IN_PROGRESS], _ENDS, [AttemptState.VOIDED]],
            "ended_at",
            is_strict=False,
        ),
    ],
    RoomAct: [
        _state(
            [[ActState.WAITING], [ActState.DONE, ActState.REFUSED]],
            *("decided_by", "decided_at", "decision_reason", "reason", "beside", "beside_minutes"),
            # Agreed to in one history and refused in the other, it would be the copy's, and what follows from it too.
            is_final=True,
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
            is_final=True,
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
            is_strict=False,
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
            is_strict=False,
        )
    ],
    PanelMember: [_grows("log_count", "log_head"), _grows("epoch")],
    MarkSheet: [_state([[SheetState.OPEN], [SheetState.SIGNED], [SheetState.SET_ASIDE]], is_strict=False)],
    Result: [OneWay("released_at", is_final=True)],
    ResultSet: [
        _state(
            [[SetState.WAITING], [SetState.RELEASED, SetState.RETURNED]],
            *("decided_by", "decided_at", "decision_reason"),
            is_final=True,
        )
    ],
    # One that is reviewed may be given back, and taken again.
    Appeal: [
        _state(
            [[AppealState.FILED, AppealState.IN_REVIEW], [AppealState.DECIDED, AppealState.WITHDRAWN]],
            *("reviewer", "taken_at", "withdrawn_at"),
            *("outcome", "remedy", "answer", "decided_by", "decided_at"),
            is_final=True,
        )
    ],
    AbsenceExcuse: [
        _state(
            [[ExcuseState.WAITING], [ExcuseState.HOLDS, ExcuseState.REFUSED], [ExcuseState.TAKEN_BACK]],
            *("decided_by", "decided_at", "decision_reason"),
            is_final=True,
        )
    ],
    KeyProposal: [
        _state(
            [[ProposalState.OPEN], [ProposalState.APPLIED, ProposalState.WITHDRAWN]],
            *("correction", "decided_by", "decided_at"),
            is_final=True,
        )
    ],
}


# What else of these rows differs was never written by the platform: they are filled once, or decided once.
CHANGES: dict[type[Model], frozenset[str]] = {
    Result: frozenset({"released_at"}),
    ResultSet: frozenset({"state", "decided_by", "decided_at", "decision_reason"}),
    AbsenceExcuse: frozenset({"state", "decided_by", "decided_at", "decision_reason"}),
    Appeal: frozenset(
        {
            *("state", "reviewer", "taken_at", "withdrawn_at"),
            *("outcome", "remedy", "answer", "decided_by", "decided_at"),
        }
    ),
}


class Order(Enum):
    """How the form of a row in the database stands to that in the copy; `APART`: neither comes from the other."""

    SAME = "same"
    HERE_LATER = "here later"
    COPY_LATER = "copy later"
    UNKNOWN = "unknown"
    APART = "apart"


def order_of(model: type[Model], here: Values, copied: Values) -> Order:
    """Return which of two forms of a row is the later one, as far as its own fields tell."""
    now = here["fields"]
    there = now | copied["fields"]  # an earlier version may not have written every field
    differing = {name for name in now if not is_same(there[name], now[name])}
    if not differing:
        return Order.SAME
    if differing - CHANGES.get(model, differing):
        return Order.APART
    ways = [way for way in ONE_WAY.get(model, ()) if way.is_strict]
    places = [(way, way.place(there), way.place(now)) for way in ways]
    if any(way.is_settled(before) and way.is_settled(after) for way, before, after in places):
        return Order.APART
    is_ahead = any(after > before for _way, before, after in places)
    is_behind = any(after < before for _way, before, after in places)
    if is_ahead and is_behind:
        return Order.APART
    if is_ahead or is_behind:
        return Order.HERE_LATER if is_ahead else Order.COPY_LATER
    return Order.UNKNOWN


def is_same(copied: object, here: object) -> bool:
    """Return whether a value is what stands in the file, where every value is one of JSON."""
    return sha256_of({"value": copied}) == sha256_of({"value": here})
