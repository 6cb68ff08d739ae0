"""What can go wrong while learning."""

from lms.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Refused


class LessonNotInProgramme(NotFound):
    code = "delivery.lesson.not_in_programme"


class LessonNotOpened(NotFound):
    code = "delivery.lesson.not_opened"


class NoteTooLong(InvalidInput):
    code = "delivery.note.too_long"


class TooManyTexts(Conflict):
    code = "delivery.note.too_many_texts"


class MarkNotFound(NotFound):
    code = "delivery.note.text_not_found"


class CohortNotFound(NotFound):
    code = "delivery.cohort.not_found"


class CohortRefused(Refused):
    code = "delivery.cohort.refused"


class CancellingOutdated(Conflict):
    code = "delivery.cohort.cancelling_outdated"


class JoiningRefused(Refused):
    code = "delivery.cohort.joining_refused"


class ClassOpenAlready(Conflict):
    code = "delivery.cohort.class_open_already"


class TakeOverOutdated(Conflict):
    code = "delivery.cohort.take_over_outdated"


class CohortFull(Conflict):
    code = "delivery.cohort.full"


class ReturnRefused(Refused):
    code = "delivery.cohort.return_refused"


class NotInCohort(Conflict):
    code = "delivery.cohort.not_in_it"


class LeavingRefused(Refused):
    code = "delivery.cohort.leaving_refused"


class LeavingOutdated(Conflict):
    code = "delivery.cohort.leaving_outdated"


class LessonsUnbegun(Conflict):
    code = "delivery.cohort.lessons_unbegun"


class QualificationNotFound(NotFound):
    code = "delivery.qualification.not_found"


class QualificationRefused(Refused):
    code = "delivery.qualification.refused"


class HolidayNotFound(NotFound):
    code = "delivery.holiday.not_found"


class ToolNotFound(NotFound):
    code = "delivery.tool.not_found"


class ToolKnown(Conflict):
    code = "delivery.tool.exists"


class ToolsOutdated(Conflict):
    code = "delivery.tool.counted_meanwhile"


class ToolsRefused(Refused):
    code = "delivery.tool.refused"


class SessionNotFound(NotFound):
    code = "delivery.session.not_found"


class SessionsRefused(Refused):
    code = "delivery.session.refused"


class SessionUnusual(Conflict):
    code = "delivery.session.unusual"


class SessionChanged(Conflict):
    code = "delivery.session.changed_meanwhile"


class NothingToUndo(Conflict):
    code = "delivery.session.nothing_to_undo"


class MonthUnreadable(InvalidInput):
    code = "delivery.month.unreadable"


class ReasonMissing(InvalidInput):
    code = "delivery.reason_missing"


class RegisterLocked(Conflict):
    code = "delivery.register.locked"


class RegisterNotReady(Refused):
    code = "delivery.register.not_ready"


class SignedMeanwhile(Conflict):
    code = "delivery.register.signed_meanwhile"


class LittleTaught(Conflict):
    code = "delivery.register.little_taught"


class NotOnRoster(Conflict):
    code = "delivery.register.not_on_roster"


class UnusableMark(InvalidInput):
    code = "delivery.register.unusable_mark"


class OwnMark(NotAllowed):
    code = "delivery.register.own_mark"


class CorrectionNotFound(NotFound):
    code = "delivery.correction.not_found"


class HoursNotFound(NotFound):
    code = "delivery.hours.not_found"


class CorrectionRefused(Refused):
    code = "delivery.correction.refused"


class LearningOutdated(Conflict):
    code = "delivery.learning.outdated"


class LearningNotFound(NotFound):
    code = "delivery.learning.not_found"


class LearningTakenBack(Conflict):
    code = "delivery.learning.taken_back"


class OwnLearning(NotAllowed):
    code = "delivery.learning.own"


class SecondPersonNeeded(NotAllowed):
    code = "delivery.correction.second_person"
