"""What can go wrong in the catalogue."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused


class VersionNotFound(NotFound):
    code = "catalog.version.not_found"


class VersionInUse(Conflict):
    code = "catalog.version.in_use"


class ProgrammeNotFound(NotFound):
    code = "catalog.programme.not_found"


class ProgrammeFixed(Conflict):
    code = "catalog.programme.fixed"


class PartNotFound(NotFound):
    code = "catalog.part.not_found"


class DraftExists(Conflict):
    code = "catalog.draft.exists"


class PartShown(Refused):
    code = "catalog.part.shown"


class UnusablePart(InvalidInput):
    code = "catalog.part.unusable"


class LessonsMissing(Refused):
    code = "catalog.lessons.missing"


class LessonsOfAnother(Refused):
    code = "catalog.lessons.of_another"


class VersionNotReady(Refused):
    code = "catalog.version.not_ready"
