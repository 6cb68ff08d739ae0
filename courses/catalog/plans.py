"""What a version of a programme consists of, as plain values: packs bring it, drafts copy it, rules judge it.

Minutes are minutes, texts are {zh, en}. No Django: rules take these.
"""

from dataclasses import dataclass
from datetime import date

Text = dict[str, str]


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """A lesson at its place; a borrowed one must be in the catalogue already, and its words stay its owner's."""

    code: str
    title: Text
    minutes: int
    is_borrowed: bool = False


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A teaching unit."""

    code: str
    title: Text
    theory_minutes: int
    practice_minutes: int
    lessons: tuple[PlannedLesson, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedCourse:
    """A course; its own minutes count only while it has no units. `requires` holds codes of other courses."""

    code: str
    title: Text
    block: str = ""
    credits: int = 0
    is_elective: bool = False
    theory_minutes: int = 0
    practice_minutes: int = 0
    units: tuple[PlannedUnit, ...] = ()
    requires: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRequirement:
    """One thing that completion asks for, with the threshold that its kind has."""

    code: str
    title: Text
    kind: str
    share_percent: int | None = None
    examination_scheme: str = ""
    rubric_code: str = ""
    theory_minutes: int | None = None
    practice_minutes: int | None = None
    minimum: int | None = None
    block: str = ""
    certificate_kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedRecognition:
    """A dated table: which earlier certificate counts for how many credits, up to a share of these blocks."""

    valid_from: date
    cap_percent: int
    cap_blocks: tuple[str, ...]
    credits: dict[str, int]
    basis: Text


@dataclass(frozen=True, slots=True)
class PlannedEquipment:
    """So many of a kind of equipment that teaching asks for; `title` is what a kind that is new will be called.

    For the whole version, or for one course or unit by its code; for theory or practice only, or ("") for both.
    `per_people` None: for the class; else for each group of so many people.
    """

    kind: str
    title: Text
    count: int = 1
    per_people: int | None = None
    teaching: str = ""
    course: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ProgrammePlan:
    """Everything that makes one version of a programme. `occupation_code` may be empty, `level` None."""

    code: str
    kind: str
    title: Text
    summary: Text
    occupation_code: str
    occupation_title: Text
    number: int
    valid_from: date
    basis: Text
    courses: tuple[PlannedCourse, ...] = ()
    requirements: tuple[PlannedRequirement, ...] = ()
    recognition: tuple[PlannedRecognition, ...] = ()
    equipment: tuple[PlannedEquipment, ...] = ()
    level: int | None = None
    standard: str = ""
