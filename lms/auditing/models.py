"""What checks of the audit chain found."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid


class ChainCheck(models.Model):
    """One row is one walk along the audit chain and what it found. Insert-only (triggers); kept for ever.

    Written by the nightly job and by who asks for a check. Personal only by reference: who asked.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    # Empty: the platform itself, at night.
    by_uuid = models.UUIDField(null=True)
    length = models.PositiveBigIntegerField()  # rows that fit
    last_hash = models.CharField(max_length=64, blank=True)  # of the last of them
    broken_seq = models.PositiveBigIntegerField(null=True)  # the first row that does not fit
    begun_at = models.DateTimeField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = pgettext_lazy("audit", "check of the audit log")
        verbose_name_plural = _("checks of the audit log")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(broken_seq__isnull=True) | Q(broken_seq__gte=1),
                name="chain_check_breaks_at_a_row",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M} {self.broken_seq or 'fits'}"
