"""A school's own credit tables, dated, each set by two officers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid

LONGEST_REASON = 200


class TableState(models.TextChoices):
    WAITING = "waiting", _("Waits for a second officer")
    AGREED = "agreed", pgettext_lazy("credit table", "Agreed")
    DECLINED = "declined", pgettext_lazy("credit table", "Not agreed")


class SchoolCreditTable(models.Model):
    """One row is a school's table for a programme from a day on, in place of that of the published version.

    Not personal. Written by `school_tables.operations`: one issuing officer of the school proposes, another one agrees;
    what is decided stays as it is. Of several of one day, the one that was agreed to last counts. Kept for ever.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="+")
    programme = models.ForeignKey("catalog.Programme", on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField(_("valid from"))
    cap_percent = models.PositiveSmallIntegerField(_("at most, in percent of these blocks"))
    cap_blocks = models.JSONField(_("blocks that the limit is counted over"), default=list)
    credits = models.JSONField(_("credits by kind of certificate"), default=dict)
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON)
    state = models.CharField(max_length=8, choices=TableState, default=TableState.WAITING)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    client_key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("credit table of a school")
        verbose_name_plural = _("credit tables of schools")
        ordering = ["-valid_from", "-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "programme"],
                condition=Q(state="waiting"),
                name="credit_table_waits_once",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="waiting") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="credit_table_is_decided_by_somebody",
            ),
            # Whoever proposed may take it back, never agree to it.
            models.CheckConstraint(
                condition=~Q(state="agreed", decided_by=F("proposed_by")),
                name="credit_table_is_agreed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(cap_percent__range=(1, 100)), name="credit_table_cap_is_a_percent"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="credit_table_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.programme_id} {self.valid_from}"
