"""What is said of a file of tables before it is read: sheets and columns as they look, and what is to be decided."""

from dataclasses import dataclass, field
from enum import StrEnum

from lms.core.workbooks.cells import Workbook
from lms.exams.interchange.tables.mapping import Mapping, SheetMapping


class Certainty(StrEnum):
    """How sure a proposal is."""

    CERTAIN = "certain"
    LIKELY = "likely"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that a person has to say or confirm: a stable code, where, what of it, and what can be chosen."""

    code: str
    sheet: str
    column: str = ""
    detail: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnLook:
    """A column as it was found, and what it seems to be."""

    column: str
    header: str
    samples: tuple[str, ...]
    role: str
    certainty: Certainty
    language: str = ""
    letter: str = ""
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A sheet as it was found; `header_row` is 0 when no row is known as headings."""

    name: str
    rows: int
    titles: tuple[str, ...]
    header_row: int
    columns: tuple[ColumnLook, ...]
    is_hidden: bool = False
    is_own_layout: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """A file as it was found: its sheets, a whole proposal, and what of it must be decided or confirmed."""

    format: str
    encoding: str
    delimiter: str
    sheets: tuple[SheetLook, ...]
    proposal: Mapping
    decisions: tuple[Decision, ...]
    book: Workbook

    @property
    def needs_mapping(self) -> bool:
        """Return whether somebody has to say what the columns mean; our own layout says it itself."""
        read = [sheet for sheet in self.proposal.sheets if not sheet.is_left_out]
        return bool(self.decisions) or not read or not all(sheet.conventions.own_layout for sheet in read)


@dataclass(slots=True)
class Found:
    """What was found of one sheet."""

    look: SheetLook
    mapping: SheetMapping
    decisions: list[Decision] = field(default_factory=list)
