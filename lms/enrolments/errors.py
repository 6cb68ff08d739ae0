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


class TakeUpRefused(Refused):
    code = "enrolments.enrolment.take_up_refused"


class ChangeRefused(Refused):
    code = "enrolments.change.refused"


class ChangeOutdated(Conflict):
    code = "enrolments.change.outdated"


class MoveRefused(Refused):
    code = "enrolments.move.refused"


class MoveOutdated(Conflict):
    code = "enrolments.move.outdated"


class CertificateNotFound(NotFound):
    code = "enrolments.certificate.not_found"


class CertificateKnown(Conflict):
    code = "enrolments.certificate.exists"


class UnusableCertificate(InvalidInput):
    code = "enrolments.certificate.unusable"


class CertificateStruckOut(Refused):
    code = "enrolments.certificate.struck_out"


class UnusableScan(InvalidInput):
    code = "enrolments.certificate.unusable_scan"


class CreditsRefused(Refused):
    code = "enrolments.credits.refused"


class CreditsKnown(Conflict):
    code = "enrolments.credits.exist"


class CreditsNotFound(NotFound):
    code = "enrolments.credits.not_found"


class CreditTableNotFound(NotFound):
    code = "enrolments.credit_table.not_found"


class CreditTableKnown(Conflict):
    code = "enrolments.credit_table.exists"


class CreditTableRefused(Refused):
    code = "enrolments.credit_table.refused"


class ExaminationsUnseen(Conflict):
    code = "enrolments.transfer.examinations_unseen"


class PlanNotFound(NotFound):
    code = "enrolments.plan.not_found"


class PlanBusy(Conflict):
    code = "enrolments.plan.being_made"


class PlanUnclear(InvalidInput):
    code = "enrolments.plan.unclear"


class AdmissionNotFound(NotFound):
    code = "enrolments.admission.not_found"


class AdmissionTaken(Conflict):
    code = "enrolments.admission.taken"


class AdmissionDoubted(InvalidInput):
    code = "enrolments.admission.doubted"


class ForecastDoubted(InvalidInput):
    code = "enrolments.admission.forecast_doubted"


class AdmissionInvalid(InvalidInput):
    code = "enrolments.admission.invalid"


class IdentityRefused(Refused):
    code = "enrolments.identity.refused"


class IdentityDisagrees(IdentityRefused):
    code = "enrolments.identity.disagrees"


class IdentityTaken(IdentityRefused):
    code = "enrolments.identity.taken"


class StayEnded(Refused):
    code = "enrolments.admission.ended"


class GroupNotFound(NotFound):
    code = "enrolments.group.not_found"


class GroupKnown(Conflict):
    code = "enrolments.group.exists"


class GroupRefused(Refused):
    code = "enrolments.group.refused"


class PlacingRefused(Refused):
    code = "enrolments.group.placing_refused"


class FileNotReady(Conflict):
    code = "enrolments.admission_file.not_ready"


class FileEnded(Refused):
    code = "enrolments.admission_file.ended"


class TooManyFiles(Refused):
    code = "enrolments.admission_file.too_many"


class FileTooLarge(TooLarge):
    code = "enrolments.admission_file.too_large"
