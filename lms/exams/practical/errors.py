"""What can go wrong with practical examinations, and with marking them."""

from typing import Any

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class UnusablePractical(InvalidInput):
    """A practical scheme, or what is said of an examination, cannot be used."""

    code = "exams.practical.unusable"


class PracticalNotFound(NotFound):
    """There is no such practical examination, candidate or sheet, or not for this person."""

    code = "exams.practical.not_found"


class PracticalRefused(Refused):
    code = "exams.practical.refused"


class ConflictRefused(Refused):
    """Who taught a candidate, or declared a conflict, does not mark them."""

    code = "exams.practical.conflict_of_interest"


class FurtherNotNeeded(Conflict):
    """Nobody has to be called, or somebody else has called one meanwhile."""

    code = "exams.practical.further_not_needed"


class UnusableMark(InvalidInput):
    code = "exams.marks.unusable"


class SheetEnded(Refused):
    """It is signed, or was set aside."""

    code = "exams.marks.ended"


class SheetIncomplete(Refused):
    code = "exams.marks.incomplete"


class UnusablePhoto(InvalidInput):
    """The file is no photograph that can be kept."""

    code = "exams.photos.unusable"


class MarksMoved(Conflict):
    """The sheet holds other marks than the page showed; `marks` are those that count, by place."""

    code = "exams.marks.moved"

    def __init__(self, message: str, *, marks: dict[str, dict[str, Any]]) -> None:
        super().__init__(message)
        self.marks = marks


class SecretWrong(InvalidInput):
    code = "exams.marks.secret_wrong"
