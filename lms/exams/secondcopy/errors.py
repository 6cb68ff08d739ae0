"""What may be wrong with a second copy that is to be replayed."""

from lms.core.errors import InvalidInput


class UnusableCopy(InvalidInput):
    """A file that was altered, is another installation's, or does not go with this database."""

    code = "exams.copy.unusable"


class OtherHistory(UnusableCopy):
    """A file that is whole, and does not go with what this database knows of its examination."""

    code = "exams.copy.other_history"

    def __init__(self, message: str, *, line: int, why: str) -> None:
        super().__init__(message, field="file")
        self.line = line
        self.why = why
