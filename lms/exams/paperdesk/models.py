"""Rows of the examinations officer's desk: papers that were ordered for a school, corrections of keys that wait."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.exams.papers.models import DrawingPurpose


class OrderState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("papers", "Being drawn")
    DRAWN = "drawn", pgettext_lazy("papers", "Drawn")
    REFUSED = "refused", pgettext_lazy("papers", "Cannot be drawn")
    CANCELLED = "cancelled", pgettext_lazy("papers", "Cancelled")


class PaperOrder(models.Model):
    """One row asks for papers for one school; a worker draws them. Written by its officer's deeds and the worker only.

    The school decides who sees the papers. `reasons` says by language why they cannot be drawn; `proof` is what
    counting the papers again gave, empty until then. PERSONAL by reference (who ordered); kept as long as the papers.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    client_key = models.UUIDField(unique=True)
    scheme = models.ForeignKey("exams.ExaminationScheme", on_delete=models.PROTECT, related_name="orders")
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(_("what for"), max_length=10, choices=DrawingPurpose)
    forms = models.PositiveSmallIntegerField(_("papers"))
    overlap = models.PositiveSmallIntegerField(null=True)
    seed = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=OrderState, default=OrderState.WAITING)
    # Counts how often the work was asked for: each time is a job of its own.
    round = models.PositiveSmallIntegerField(default=1)
    reasons = models.JSONField(default=dict)
    proof = models.JSONField(default=dict)
    drawing = models.OneToOneField(
        "exams.PaperDrawing", on_delete=models.PROTECT, null=True, related_name="order"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("order for papers")
        verbose_name_plural = _("orders for papers")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="drawn", drawing__isnull=False)
                | (~Q(state="drawn") & Q(drawing__isnull=True)),
                name="order_is_drawn_with_its_papers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"


class ProposalState(models.TextChoices):
    OPEN = "open", pgettext_lazy("key", "Waits for a second person")
    APPLIED = "applied", pgettext_lazy("key", "Applied")
    WITHDRAWN = "withdrawn", pgettext_lazy("key", "Not applied")


class KeyProposal(models.Model):
    """One row proposes another key for a paper; a second officer applies it or does not. Kept as long as the key.

    `changes` lists {item, accepted}: what is right from now on. `base` is the version of the key that was looked at.
    PERSONAL by reference (who proposed, who decided).
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    paper = models.ForeignKey("exams.PaperVersion", on_delete=models.PROTECT, related_name="proposals")
    base = models.PositiveSmallIntegerField()
    changes = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    correction = models.OneToOneField(
        "exams.KeyCorrection", on_delete=models.PROTECT, null=True, related_name="proposal"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("proposed key")
        verbose_name_plural = _("proposed keys")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["paper"], condition=Q(state="open"), name="key_proposed_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | Q(correction__isnull=False),
                name="key_applied_has_its_correction",
            ),
            models.CheckConstraint(
                condition=~Q(state="applied") | ~Q(decided_by=F("by")), name="key_applied_by_a_second_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"
