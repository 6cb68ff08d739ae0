"""What can go wrong with excused absences."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class ExcuseNotFound(NotFound):
    code = "exams.excuse.not_found"


class UnusableExcuse(InvalidInput):
    code = "exams.excuse.unusable"


class ExcuseRefused(Refused):
    """The person appeared, the room is not closed, or tries rest on the excuse."""

    code = "exams.excuse.refused"


class ExcuseTaken(Conflict):
    """Somebody else has asked for the same, or decided, meanwhile."""

    code = "exams.excuse.taken"
