"""Enrolments on programme versions, and the evidence that requirements are met."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.enrolments.admission.models import (
    Admission,
    AdmissionFile,
    ConsentAnswer,
    FitnessStatement,
    ReleaseForecast,
)

__all__ = [
    "Admission",
    "AdmissionFile",
    "ConsentAnswer",
    "Enrolment",
    "EnrolmentMove",
    "EnrolmentState",
    "Evidence",
    "FitnessStatement",
    "ReleaseForecast",
]


class EnrolmentState(models.TextChoices):
    ACTIVE = "active", _("In training")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Enrolment(models.Model):
    """One row is one person on one programme version, taught and certified by one school. PERSONAL.

    Changed only by `enrolments.operations`; kept ten years after its end.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="enrolments")
    version = models.ForeignKey(
        "catalog.ProgrammeVersion", on_delete=models.PROTECT, related_name="enrolments"
    )
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="enrolments")
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="enrolments")
    state = models.CharField(max_length=10, choices=EnrolmentState, default=EnrolmentState.ACTIVE)
    enrolled_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        ordering = ["-enrolled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"],
                condition=~Q(state=EnrolmentState.WITHDRAWN),
                name="enrolment_once_per_person_and_version",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=EnrolmentState.ACTIVE, completed_at__isnull=True, withdrawn_at__isnull=True)
                    | Q(state=EnrolmentState.COMPLETED, completed_at__isnull=False, withdrawn_at__isnull=True)
                    | Q(state=EnrolmentState.WITHDRAWN, completed_at__isnull=True, withdrawn_at__isnull=False)
                ),
                name="enrolment_state_has_its_instant",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"


class Evidence(models.Model):
    """One row is evidence for one requirement of an enrolment: what was reached and by which record. PERSONAL.

    Insert-only (triggers); a better result is a further row. Kept as long as the enrolment.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="evidence")
    requirement = models.ForeignKey("catalog.Requirement", on_delete=models.PROTECT, related_name="+")
    source_type = models.CharField(max_length=60)
    source_uuid = models.UUIDField()
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    is_met = models.BooleanField()
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "requirement", "source_type", "source_uuid"],
                name="evidence_once_per_source",
            ),
            models.CheckConstraint(
                condition=Q(percent__range=(0, 100)), name="evidence_percent_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.requirement_id} {self.percent}"


class EnrolmentMove(models.Model):
    """One row is one change of version of one enrolment. PERSONAL. Kept as long as the enrolment.

    Insert-only (triggers); written by `move_enrolments`. A move back is a further row.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="moves")
    from_version = models.ForeignKey("catalog.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    to_version = models.ForeignKey("catalog.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    client_key = models.UUIDField()

    class Meta:
        verbose_name = _("change of version")
        verbose_name_plural = _("changes of version")
        ordering = ["moved_at"]
        constraints = [
            models.UniqueConstraint(fields=["enrolment", "client_key"], name="enrolment_move_once_per_key"),
            models.CheckConstraint(
                condition=~Q(from_version=F("to_version")), name="enrolment_move_changes_the_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} {self.moved_at:%Y-%m-%d}"


# The applets' rows belong to this app too.
from lms.enrolments.apart.models import GroupPlacing, SeparateGroup  # noqa: E402, F401
from lms.enrolments.changing.models import (  # noqa: E402, F401
    Continuation,
    Interruption,
    InterruptionReason,
    Resumption,
    ResumptionReason,
    Transfer,
    TransferReason,
    Withdrawal,
    WithdrawalReason,
)
from lms.enrolments.credits.models import CreditReversal, CreditRow, CreditSource  # noqa: E402, F401
from lms.enrolments.credits.school_tables.models import SchoolCreditTable, TableState  # noqa: E402, F401
from lms.enrolments.entry.models import EligibilityBasis, Ground  # noqa: E402, F401
from lms.enrolments.external.models import (  # noqa: E402, F401
    CertificateReview,
    CertificateScan,
    CertificateVerification,
    ExternalCertificate,
    StruckCertificate,
)
from lms.enrolments.facts.models import Fact, FactCorrection  # noqa: E402, F401
from lms.enrolments.identity.models import ClaimState, IdentityClaim  # noqa: E402, F401
from lms.enrolments.person_facts.models import DecisionState, PersonCorrection  # noqa: E402, F401
from lms.enrolments.proposals.models import PersonAtRisk, PlanProposal, RiskList  # noqa: E402, F401
