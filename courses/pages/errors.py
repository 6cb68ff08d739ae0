"""What can go wrong with lessons, their review, what a lesson page reports by itself, and packs."""

from lms.core.errors import Busy, Conflict, Gone, InvalidInput, NotFound, Refused, TooLarge


class LessonNotFound(NotFound):
    code = "pages.lesson.not_found"


class OwnWork(Refused):
    code = "pages.review.own_work"


class NotReviewed(Refused):
    code = "pages.review.missing"


class ReviewOver(Conflict):
    """Somebody approved, sent back or withdrew the page meanwhile, or a pack was loaded over it."""

    code = "pages.review.over"


class BrokenLesson(Refused):
    code = "pages.review.broken_lesson"


class LessonInUse(Refused):
    """Learners have it in a published version of their programme."""

    code = "pages.lesson.in_use"


class LessonBegun(Conflict):
    """Somebody has begun to write this lesson in this language meanwhile, or the same person a click ago."""

    code = "pages.lesson.begun"


class TemplateNotFound(NotFound):
    code = "pages.template.not_found"


class PackIncomplete(Refused):
    """A programme cannot be exported as it is."""

    code = "pages.pack.incomplete"


class HandoutInUse(Refused):
    """A lesson shows it."""

    code = "pages.handout.in_use"


class PictureInUse(Refused):
    """A lesson shows it."""

    code = "pages.picture.in_use"


class SheetsBusy(Busy):
    """Other sheets are being read; nothing is wrong with this one."""

    code = "pages.handout.busy"


class UnusableSign(InvalidInput):
    code = "pages.lesson.unusable_sign"


class UnusableNote(InvalidInput):
    code = "pages.note.unusable"


class ExaminationRunning(Refused):
    """Something that holds the database for a while has to wait until nobody is being examined."""

    code = "pages.pack.examination_running"


class TransferNotFound(NotFound):
    code = "pages.transfer.not_found"


class UploadTooLarge(TooLarge):
    code = "pages.upload.too_large"


class TransferEnded(Gone):
    """The file of an upload or export is not kept any more."""

    code = "pages.transfer.ended"


class TooManyUploads(Conflict):
    """Somebody has as many files on the way in as one person may have."""

    code = "pages.upload.too_many"


class UploadNotReady(Conflict):
    """There is nothing to confirm: it is still checked, or what stood here has changed since."""

    code = "pages.upload.not_ready"


class ExportNotReady(Conflict):
    """It is still made."""

    code = "pages.export.not_ready"


class UploadDamaged(Refused):
    """The kept file is not the one that was sent."""

    code = "pages.upload.damaged"
