"""Pools of numbers, one open per school and kind, and the numbers that were taken in vain."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.issuing.kinds.models import CredentialKind
from lms.core.ids import new_uuid


class NumberPool(models.Model):
    """One row is a range of serials of one school and kind with its pattern. Insert-only (triggers) but for its end.

    All sites that the school teaches at draw from it, at random, so that neither a number nor its neighbours tell a
    place or a day. Its lock is what makes drawing one after the other. Kept for ever, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind)
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="number_pools")
    pattern = models.CharField(_("pattern"), max_length=80)
    first = models.PositiveIntegerField(_("first serial"))
    last = models.PositiveIntegerField(_("last serial"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("pool of numbers")
        verbose_name_plural = _("pools of numbers")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind"], condition=Q(closed_at__isnull=True), name="pool_open_once"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="pool_has_a_number"),
        ]

    def __str__(self) -> str:
        return self.pattern

    @property
    def size(self) -> int:
        """Return how many numbers the pool has, taken ones included."""
        return self.last - self.first + 1


class VoidNumber(models.Model):
    """One row says why a number that was taken never came into force. Insert-only (triggers); kept for ever.

    The reason is in the words of whoever gave it up, and names nobody: not personal.
    """

    number = models.OneToOneField(
        "certificates.RegisterNumber", on_delete=models.PROTECT, to_field="number", related_name="void"
    )
    reason = models.CharField(_("reason"), max_length=300)
    voided_at = models.DateTimeField()

    class Meta:
        verbose_name = _("void number")
        verbose_name_plural = _("void numbers")
        ordering = ["voided_at", "pk"]

    def __str__(self) -> str:
        return self.number_id
