"""Which rows are copied: of a room what answers, receipts and told results follow from; of a practical one marks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.core import serializers
from django.db import models

from lms.exams.absences.models import AbsenceExcuse
from lms.exams.appeals.models import Appeal, AppealPart
from lms.exams.handmarking.models import (
    FurtherMarking,
    HandMark,
    MarkDecision,
    Marker,
    MarkingTurn,
    SettledMarks,
    TurnHandedOn,
)
from lms.exams.marking.models import Result
from lms.exams.practical.models import (
    DrawnTask,
    MarkDevice,
    MarkEvent,
    MarkSheet,
    MarkSignature,
    PanelMember,
    PracticalCandidate,
    PracticalExamination,
    PracticalResult,
)
from lms.exams.practical.photo_models import StruckPhoto, WorkPhoto
from lms.exams.practical.taken_back import TakenBack
from lms.exams.reserve.models import (
    Keying,
    PacketStep,
    PaperSheet,
    ReserveOpening,
    SealedReserve,
    SheetDecision,
)
from lms.exams.results.models import ResultSet, ResultSetRow
from lms.exams.sittings.arrangements import Arrangement, SittingInvigilator, TakenOut
from lms.exams.sittings.models import (
    AnswerEvent,
    Attempt,
    Lease,
    Receipt,
    SeatRequest,
    Sitting,
    SittingCandidate,
    SittingPaper,
    TimeEvent,
)
from lms.exams.sittings.room_models import Decision, IncidentEvent, KeptTime, RoomAct

# By the way from the row to its sitting; what a row names stands before it. But for keyings: the database lets a
# sheet be handed in only where two are done, and looks at what they name when all is there. Marks by hand come last.
KINDS: dict[type[models.Model], str] = {
    Sitting: "pk",
    SittingPaper: "sitting",
    SittingInvigilator: "sitting",
    TakenOut: "sitting",
    SittingCandidate: "sitting",
    Arrangement: "candidate__sitting",
    Attempt: "candidate__sitting",
    RoomAct: "sitting",
    Lease: "attempt__candidate__sitting",
    SeatRequest: "attempt__candidate__sitting",
    TimeEvent: "attempt__candidate__sitting",
    AnswerEvent: "attempt__candidate__sitting",
    Decision: "attempt__candidate__sitting",
    IncidentEvent: "sitting",
    Receipt: "attempt__candidate__sitting",
    AbsenceExcuse: "candidate__sitting",
    SealedReserve: "sitting",
    PacketStep: "reserve__sitting",
    ReserveOpening: "reserve__sitting",
    Keying: "sheet__opening__reserve__sitting",
    PaperSheet: "opening__reserve__sitting",
    SheetDecision: "sheet__opening__reserve__sitting",
    Result: "attempt__candidate__sitting",
    ResultSet: "sitting",
    ResultSetRow: "result_set__sitting",
    Appeal: "attempt__candidate__sitting",
    AppealPart: "appeal__attempt__candidate__sitting",
    FurtherMarking: "attempt__candidate__sitting",
    Marker: "sitting",
    MarkingTurn: "marker__sitting",
    TurnHandedOn: "turn__marker__sitting",
    HandMark: "turn__marker__sitting",
    MarkDecision: "attempt__candidate__sitting",
    SettledMarks: "attempt__candidate__sitting",
}
# Rows of a room that planning takes away again, and answers that a marker gives back unmarked, in the order in which
# they are taken away. Files of earlier versions have none of the first three, nor papers of the sitting.
TAKEN_AWAY: tuple[type[models.Model], ...] = (
    MarkingTurn,
    SittingInvigilator,
    Arrangement,
    Attempt,
    SittingCandidate,
)
SINCE_PLANNING: tuple[type[models.Model], ...] = (SittingPaper, SittingInvigilator, TakenOut, Arrangement)
# Marks given by hand, which files of earlier versions do not have either.
BY_HAND: tuple[type[models.Model], ...] = (
    Marker,
    MarkingTurn,
    TurnHandedOn,
    HandMark,
    MarkDecision,
    SettledMarks,
)
# What candidates were told and what they appealed, which files of earlier versions do not have either.
TOLD: tuple[type[models.Model], ...] = (Result, ResultSet, ResultSetRow, Appeal, AppealPart, FurtherMarking)
APPEALED: tuple[type[models.Model], ...] = (Appeal, AppealPart)
# Where there is none of the first, as in most rooms, there is nothing of the others to ask for.
FOLLOWING: dict[type[models.Model], Sequence[type[models.Model]]] = {Result: TOLD[1:], Marker: BY_HAND[1:]}
# By the way to the practical examination. What was declared about an assessor and a person belongs to none, and is
# not copied; the sheets that were set aside for it are.
PRACTICAL_KINDS: dict[type[models.Model], str] = {
    PracticalExamination: "pk",
    PracticalCandidate: "examination",
    DrawnTask: "candidate__examination",
    PanelMember: "examination",
    MarkSheet: "candidate__examination",
    MarkDevice: "member__examination",
    MarkEvent: "member__examination",
    MarkSignature: "sheet__candidate__examination",
    TakenBack: "candidate__examination",
    PracticalResult: "candidate__examination",
    Appeal: "practical_result__candidate__examination",
    AppealPart: "appeal__practical_result__candidate__examination",
}
# Copied after their pictures, so not with the others.
PHOTO_KINDS: dict[type[models.Model], str] = {
    WorkPhoto: "task__candidate__examination",
    StruckPhoto: "photo__task__candidate__examination",
}
# Rows that are moved on; the others are written once and never changed.
CHANGING: tuple[type[models.Model], ...] = (
    Sitting,
    SittingCandidate,
    Arrangement,
    Attempt,
    RoomAct,
    SeatRequest,
    ReserveOpening,
    PaperSheet,
    Keying,
    Result,
    ResultSet,
    Appeal,
    Marker,
    MarkingTurn,
    AbsenceExcuse,
    PracticalExamination,
    PracticalCandidate,
    PanelMember,
    MarkSheet,
)
# One row for the whole platform, so in each file; it says until when the platform lived.
OF_ALL_ROOMS: tuple[type[models.Model], ...] = (KeptTime,)
OWN = (*KINDS, *PRACTICAL_KINDS, *PHOTO_KINDS, *OF_ALL_ROOMS)
# Logs, with what heads one: long ones, of which only those that have grown are asked for.
LOGS: dict[type[models.Model], str] = {AnswerEvent: "attempt", MarkEvent: "member"}


def as_values(rows: Iterable[models.Model], model: type[models.Model]) -> list[dict[str, Any]]:
    """Return rows as Django's serializer writes them, with their keys; without links of many to many."""
    names: Sequence[str] = [field.name for field in model._meta.concrete_fields]
    return list(serializers.serialize("python", rows, fields=names))
