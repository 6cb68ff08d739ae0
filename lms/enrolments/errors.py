"""What can go wrong with enrolments."""

from lms.core.errors import Conflict, InvalidInput, NotFound, Refused, TooLarge


class EnrolmentNotFound(NotFound):
    code = "enrolments.enrolment.not_found"


class AlreadyEnrolled(Conflict):
    code = "enrolments.enrolment.exists"


class ClientKeyReused(Conflict):
    code = "enrolments.client_key.reused"


class EnrolmentRefused(Refused):
    code = "enrolments.enrolment.refused"


class EnrolmentEnded(Refused):
    code = "enrolments.enrolment.ended"


class MoveRefused(Refused):
    code = "enrolments.move.refused"


class MoveOutdated(Conflict):
    code = "enrolments.move.outdated"


class AdmissionNotFound(NotFound):
    code = "enrolments.admission.not_found"


class AdmissionTaken(Conflict):
    code = "enrolments.admission.taken"


class AdmissionInvalid(InvalidInput):
    code = "enrolments.admission.invalid"


class StayEnded(Refused):
    code = "enrolments.admission.ended"


class FileNotReady(Conflict):
    code = "enrolments.admission_file.not_ready"


class FileEnded(Refused):
    code = "enrolments.admission_file.ended"


class TooManyFiles(Refused):
    code = "enrolments.admission_file.too_many"


class FileTooLarge(TooLarge):
    code = "enrolments.admission_file.too_large"
