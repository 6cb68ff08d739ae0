"""Pure decisions: which kind of certificate an enrolment may get by how it stands, and with which words. No Django."""

from dataclasses import dataclass
from enum import StrEnum

TRAINING, DIPLOMA, COMPLETION, RECORD, LEVEL, TRANSCRIPT = (
    "training_certificate",
    "diploma",
    "study_completion",
    "study_record",
    "skill_level",
    "transcript",
)
STUDIED = frozenset({DIPLOMA, COMPLETION, RECORD})
# What says with which marks something else was awarded: it goes with that, and by itself awards nothing.
SUPPLEMENTS = frozenset({TRANSCRIPT})
# Of these the audit's outcome decides; the others are for whoever has completed.
BY_OUTCOME = frozenset({COMPLETION, RECORD})
MOST_YEARS = 6  # of schooling
HIDDEN = "*" * 14  # of the identity number, before its last four characters


class Result(StrEnum):
    """What a certificate says was reached: it chooses the words on paper and in the digital credential."""

    PASSED = "passed"
    GRADUATION = "graduation"
    STUDY_COMPLETION = "study_completion"
    PARTIAL_STUDY = "partial_study"
    PROOF_OF_STUDY = "proof_of_study"
    SKILL_LEVEL = "skill_level"
    MARKS = "marks"


class Against(StrEnum):
    """Why a kind is not for an enrolment."""

    OTHER_PROGRAMME = "other_programme"
    NOT_COMPLETED = "not_completed"
    DIPLOMA_IS_DUE = "diploma_is_due"
    COMPLETION_IS_DUE = "completion_is_due"
    NOT_ALL_TAUGHT = "not_all_taught"
    STILL_IN_TRAINING = "still_in_training"
    NOT_CERTIFIED = "not_certified"


@dataclass(frozen=True, slots=True)
class Standing:
    """How an enrolment stands: its programme's kind, its state, and the outcome of the audit where that decides.

    `is_certified`: a certificate of these studies is in force, or is issued together with what is asked about.
    """

    programme: str
    has_level: bool = False
    is_completed: bool = False
    is_withdrawn: bool = False
    outcome: str = ""
    is_certified: bool = False


def reason_against(kind: str, standing: Standing) -> Against | None:
    """Return why this kind is not for this enrolment, or None.

    A diploma programme ends with a diploma when it was completed; with a completion certificate when all was taught and
    something else is missing; with a record of study when somebody left before.
    """
    if not _is_for(kind, standing):
        return Against.OTHER_PROGRAMME
    if kind in SUPPLEMENTS:
        return None if standing.is_certified else Against.NOT_CERTIFIED
    if kind not in BY_OUTCOME:
        return None if standing.is_completed else Against.NOT_COMPLETED
    if standing.is_completed or standing.outcome == "graduation" and not standing.is_withdrawn:
        return Against.DIPLOMA_IS_DUE
    is_taught = standing.outcome in ("graduation", "study_completion")
    if kind == COMPLETION:
        return None if is_taught else Against.NOT_ALL_TAUGHT
    if is_taught:
        return Against.COMPLETION_IS_DUE
    return None if standing.is_withdrawn else Against.STILL_IN_TRAINING


def result_of(kind: str, outcome: str) -> Result:
    """Return what a certificate of a kind says was reached: of a study that ended early, whether it was a year."""
    if kind == RECORD:
        return Result.PARTIAL_STUDY if outcome == "partial_study" else Result.PROOF_OF_STUDY
    return {
        DIPLOMA: Result.GRADUATION,
        COMPLETION: Result.STUDY_COMPLETION,
        LEVEL: Result.SKILL_LEVEL,
        TRANSCRIPT: Result.MARKS,
    }.get(kind, Result.PASSED)


def _is_for(kind: str, standing: Standing) -> bool:
    if kind == LEVEL:
        return standing.programme == "skill_level" and standing.has_level
    return (kind in STUDIED | SUPPLEMENTS) == (standing.programme == "diploma")
