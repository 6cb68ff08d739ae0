"""What can go wrong with the sealed reserve and the keying of its sheets."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class ReserveNotFound(NotFound):
    """There is no such packet, sheet or keying, or not for this person."""

    code = "exams.reserve.not_found"


class ReserveRefused(Refused):
    code = "exams.reserve.refused"


class ReserveMoved(Conflict):
    """Somebody else was first, or what was shown has changed since."""

    code = "exams.reserve.moved"


class UnusableReserve(InvalidInput):
    """A packet lacks its seal or its candidates."""

    code = "exams.reserve.unusable"


class UnreadableKeying(InvalidInput):
    """What was typed is no answer to its question."""

    code = "exams.reserve.unreadable"
