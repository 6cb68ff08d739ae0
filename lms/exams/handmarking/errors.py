"""What can go wrong with marking by hand."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class MarkingNotFound(NotFound):
    """There is no such answer to mark, or not for this person."""

    code = "exams.handmarks.not_found"


class MarkingRefused(Refused):
    """Somebody may not mark here, or the marking is not at this point."""

    code = "exams.handmarks.refused"


class MarkingEnded(Conflict):
    """The marks of this answer are settled, or somebody else marks it after this person."""

    code = "exams.handmarks.ended"


class UnusableHandMark(InvalidInput):
    code = "exams.handmarks.unusable"
