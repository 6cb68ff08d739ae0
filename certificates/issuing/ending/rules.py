"""Pure decisions of endings: where a request may go, which reasons go with what, what may be corrected. No Django."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from certificates.issuing.studies.levels import LEVELS
from certificates.issuing.studies.rules import HIDDEN, LEVEL, MOST_YEARS, STUDIED, TRANSCRIPT
from lms.core.days import is_age_to_begin
from lms.core.unseen import has_unseen


class Ending(StrEnum):
    REVOKE = "revoke"
    CORRECT = "correct"
    REPLACE = "replace"


class RequestStep(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    FAILED = "failed"
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    GIVEN_UP = "given_up"


class Reason(StrEnum):
    """Why; told to nobody outside. What comes last is for what no other code says, and wants a note."""

    ISSUED_IN_ERROR = "issued_in_error"
    NOT_ELIGIBLE = "not_eligible"
    OBTAINED_BY_FRAUD = "obtained_by_fraud"
    RESULT_CORRECTED = "result_corrected"
    ORDERED = "ordered"
    ASKED_BY_HOLDER = "asked_by_holder"
    TYPING_ERROR = "typing_error"
    RECORD_WRONG = "record_wrong"
    LOST = "lost"
    DAMAGED = "damaged"
    NAME_CHANGED = "name_changed"
    OTHER = "other"


class Fault(StrEnum):
    """What is wrong with a request."""

    WRONG_REASON = "wrong_reason"
    NOTE_MISSING = "note_missing"
    NOTHING_CHANGES = "nothing_changes"
    MORE_THAN_NAME = "more_than_name"
    NAME_STAYS = "name_stays"
    CHANGES_SOMETHING = "changes_something"
    EMPTY = "empty"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    DAY_TO_COME = "day_to_come"
    DAY_TOO_EARLY = "day_too_early"
    DAYS_OUT_OF_ORDER = "days_out_of_order"
    NO_SUCH_AGE = "no_such_age"
    NOT_ONE_OF_THESE = "not_one_of_these"
    NOT_THE_END = "not_the_end"
    NO_SUCH_PHOTOGRAPH = "no_such_photograph"
    NAMES_A_SITE = "names_a_site"
    NOT_A_NAME = "not_a_name"
    NOT_THE_RECORDS = "not_the_records"


REASONS: dict[Ending, tuple[Reason, ...]] = {
    Ending.REVOKE: (
        Reason.ISSUED_IN_ERROR,
        Reason.NOT_ELIGIBLE,
        Reason.OBTAINED_BY_FRAUD,
        Reason.RESULT_CORRECTED,
        Reason.ORDERED,
        Reason.ASKED_BY_HOLDER,
        Reason.OTHER,
    ),
    Ending.CORRECT: (Reason.TYPING_ERROR, Reason.RECORD_WRONG, Reason.OTHER),
    Ending.REPLACE: (Reason.LOST, Reason.DAMAGED, Reason.NAME_CHANGED),
}
STEPS: dict[RequestStep, frozenset[RequestStep]] = {
    RequestStep.REQUESTED: frozenset(
        {RequestStep.APPROVED, RequestStep.DONE, RequestStep.REFUSED, RequestStep.WITHDRAWN}
    ),
    RequestStep.APPROVED: frozenset({RequestStep.DONE, RequestStep.FAILED, RequestStep.GIVEN_UP}),
    RequestStep.FAILED: frozenset(
        {RequestStep.APPROVED, RequestStep.DONE, RequestStep.FAILED, RequestStep.GIVEN_UP}
    ),
    RequestStep.DONE: frozenset(),
    RequestStep.REFUSED: frozenset(),
    RequestStep.WITHDRAWN: frozenset(),
    RequestStep.GIVEN_UP: frozenset(),
}
OPEN = (RequestStep.REQUESTED, RequestStep.APPROVED, RequestStep.FAILED)
RUNNING = (RequestStep.APPROVED, RequestStep.FAILED)
# What a correction may change, with the longest text that the public record takes.
LONGEST = {
    "name": 100,
    "title_zh": 150,
    "title_en": 250,
    "occupation_zh": 150,
    "occupation_en": 250,
    "school_zh": 100,
    "school_en": 200,
    "principal": 100,
}
DAY, PHOTO, IDENTITY, RECORDS = "awarded_date", "photo", "identity", "records"
# In the order in which a life has them; two may be one day, but for the birth.
DAYS = ("birth_date", "began_date", "ended_date", DAY)
CHOICES: dict[str, tuple[str | int, ...]] = {
    "sex": ("female", "male"),
    "years": tuple(range(1, MOST_YEARS + 1)),
    "level": tuple(LEVELS),
}
_BESIDES = {
    **dict.fromkeys(STUDIED, ("sex", "birth_date", PHOTO, "years", "began_date", "ended_date")),
    LEVEL: (IDENTITY, PHOTO, "level"),
    TRANSCRIPT: (RECORDS, "sex", "birth_date", "years", "began_date", "ended_date"),
}
MAY_BE_EMPTY = frozenset({"title_en", "occupation_zh", "occupation_en", "school_en", "principal"})
_END_OF_IDENTITY = re.compile(r"[0-9]{3}[0-9X]")

Changes = Mapping[str, str | int | date]


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a certificate as it is to be, those that it says, by field; `changed` are the fields that change."""

    said: Mapping[str, date]
    changed: frozenset[str]


def correctable_fields(kind: str) -> tuple[str, ...]:
    """Return what a correction may change on certificates of a kind, as the paper has them from top to bottom."""
    besides = _BESIDES.get(kind, ())
    return ("name", *besides, *(field for field in LONGEST if field != "name"), DAY)


def can_become(present: str, wanted: RequestStep) -> bool:
    """Return whether a request may go from one state to the other."""
    return wanted in STEPS[RequestStep(present)]


def fault_of_reason(ending: Ending, reason: str, *, note: str) -> Fault | None:
    """Return what is wrong with the reason for this ending."""
    if reason not in REASONS[ending]:
        return Fault.WRONG_REASON
    return Fault.NOTE_MISSING if reason == Reason.OTHER and not note.strip() else None


def fault_of_changes(ending: Ending, reason: str, changes: Changes) -> Fault | None:
    """Return whether something is changed that this ending does not change, or nothing that it would."""
    if ending is Ending.CORRECT:
        return None if changes else Fault.NOTHING_CHANGES
    if reason != Reason.NAME_CHANGED:
        return Fault.CHANGES_SOMETHING if changes else None
    if "name" not in changes:
        return Fault.NAME_STAYS
    return Fault.MORE_THAN_NAME if len(changes) > 1 else None


def fault_of_text(field: str, text: str) -> Fault | None:
    """Return what is wrong with a text that is to stand on a certificate."""
    if not text:
        return None if field in MAY_BE_EMPTY else Fault.EMPTY
    if len(text) > LONGEST[field]:
        return Fault.TOO_LONG
    return Fault.UNREADABLE if has_unseen(text) else None


def fault_of_day(day: date, *, first: date, today: date) -> Fault | None:
    """Return what is wrong with the day of an award: from the first day of learning to today."""
    if day > today:
        return Fault.DAY_TO_COME
    return Fault.DAY_TOO_EARLY if day < first else None


def fault_of_order(days: Days) -> tuple[str, Fault] | None:
    """Return the field that changes and would stand before what comes first in a life, or after what follows it."""
    known = [(field, days.said[field]) for field in DAYS if field in days.said]
    for (first, earlier), (then, later) in zip(known, known[1:], strict=False):
        is_wrong = earlier > later or first == "birth_date" and earlier == later
        changed = [field for field in (first, then) if field in days.changed]
        if is_wrong and changed:
            return changed[0], Fault.DAYS_OUT_OF_ORDER
    return _fault_of_age(days)


def _fault_of_age(days: Days) -> tuple[str, Fault] | None:
    changed = [field for field in ("birth_date", "began_date") if field in days.changed]
    born, began = (days.said.get(field) for field in ("birth_date", "began_date"))
    if born is None or began is None or not changed:
        return None
    return None if is_age_to_begin(born, began) else (changed[0], Fault.NO_SUCH_AGE)


def fault_of_choice(field: str, value: str | int) -> Fault | None:
    """Return whether a value is none of those that there are: of sex, years of schooling and level."""
    return None if value in CHOICES[field] else Fault.NOT_ONE_OF_THESE


def kept_identity(typed: str) -> str:
    """Return the end of an identity number as certificates have it, from its last four characters."""
    return f"{HIDDEN}{unicodedata.normalize('NFKC', typed).strip().upper().removeprefix(HIDDEN)}"


def fault_of_identity(kept: str) -> Fault | None:
    """Return whether this is not the end of an identity number."""
    return None if _END_OF_IDENTITY.fullmatch(kept.removeprefix(HIDDEN)) else Fault.NOT_THE_END
