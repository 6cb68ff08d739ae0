"""What can go wrong with checks of terminals."""

from lms.core.errors import InvalidInput, NotFound


class UnusableCheck(InvalidInput):
    """What arrived is no result of the check page of this terminal."""

    code = "exams.terminal_check.unusable"


class TerminalRoomNotFound(NotFound):
    code = "exams.terminal_room.not_found"
