"""What can go wrong with appeals; the messages are for people, the codes for programs."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class AppealNotFound(NotFound):
    """There is no such appeal or result, or not for this person."""

    code = "exams.appeal.not_found"


class UnusableAppeal(InvalidInput):
    code = "exams.appeal.unusable"


class AppealRefused(Refused):
    """The result cannot be appealed, or the appeal is not in a state for this step."""

    code = "exams.appeal.refused"


class PartTaken(Refused):
    """Who had a part in what an appeal is about neither takes nor decides it."""

    code = "exams.appeal.part_taken"


class AppealMoved(Conflict):
    """Somebody else has taken or decided the appeal meanwhile, or the key is that of another one."""

    code = "exams.appeal.moved"
