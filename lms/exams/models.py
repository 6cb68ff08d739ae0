"""All rows of the app, from its applets."""

from lms.exams.bank.models import (
    Difficulty,
    Item,
    ItemKind,
    ItemReview,
    ItemState,
    ItemUse,
    ItemVersion,
    Topic,
)
from lms.exams.intake.models import DraftAttachment, DraftState, ItemDraft, ItemImport
from lms.exams.marking.models import Result
from lms.exams.papers.models import ExaminationScheme, PaperKey, PaperVersion
from lms.exams.practice.models import MockExam, MockQuestion, PracticeAnswer, PracticeBox
from lms.exams.rubrics.models import PracticalTask, RubricVersion
from lms.exams.sittings.models import (
    AnswerCurrent,
    AnswerEvent,
    Attempt,
    AttemptState,
    CandidateState,
    Channel,
    Lease,
    Receipt,
    SeatDecision,
    SeatRequest,
    Sitting,
    SittingCandidate,
    SittingState,
    TimeEvent,
    TimeKind,
)

__all__ = [
    "AnswerCurrent",
    "AnswerEvent",
    "Attempt",
    "AttemptState",
    "CandidateState",
    "Channel",
    "Difficulty",
    "DraftAttachment",
    "DraftState",
    "ExaminationScheme",
    "Item",
    "ItemDraft",
    "ItemImport",
    "ItemKind",
    "ItemReview",
    "ItemState",
    "ItemUse",
    "ItemVersion",
    "Lease",
    "MockExam",
    "MockQuestion",
    "PaperKey",
    "PaperVersion",
    "PracticalTask",
    "PracticeAnswer",
    "PracticeBox",
    "Receipt",
    "Result",
    "RubricVersion",
    "SeatDecision",
    "SeatRequest",
    "Sitting",
    "SittingCandidate",
    "SittingState",
    "TimeEvent",
    "TimeKind",
    "Topic",
]
