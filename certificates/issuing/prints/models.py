"""Stocks of blank forms, and the sheets that were printed or spoiled."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.models import Credential
from lms.core.ids import new_uuid


class BlankStock(models.Model):
    """One row counts the blank forms of one school and kind. Changed only by `prints.operations`; kept for ever.

    What is left is what was received less what was used and spoiled, and never below nothing. Not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    school = models.ForeignKey("organisations.School", on_delete=models.PROTECT, related_name="blank_stocks")
    kind = models.CharField(_("kind"), max_length=30, choices=CredentialKind)
    received = models.PositiveIntegerField(_("received"), default=0)
    used = models.PositiveIntegerField(_("used"), default=0)
    spoiled = models.PositiveIntegerField(_("spoiled"), default=0)

    class Meta:
        verbose_name = _("stock of blank forms")
        verbose_name_plural = _("stocks of blank forms")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "kind"], name="blank_stock_once"),
            models.CheckConstraint(
                condition=Q(received__gte=F("used") + F("spoiled")), name="blank_stock_never_below_nothing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.kind}"

    @property
    def left(self) -> int:
        """Return how many blanks there are."""
        return self.received - self.used - self.spoiled


class BlankDelivery(models.Model):
    """One row is a delivery of blank forms: the first and the last number, how many, a note on the paper with it.

    `by` is the UUID of the user who counted them in. No number is in two deliveries of a stock, which is held for it,
    but for those that were taken back.
    Insert-only (triggers); kept for ever, not personal.
    """

    stock = models.ForeignKey(BlankStock, on_delete=models.PROTECT, related_name="deliveries")
    first_number = models.CharField(_("first number"), max_length=30)
    last_number = models.CharField(_("last number"), max_length=30)
    count = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("delivery of blank forms")
        verbose_name_plural = _("deliveries of blank forms")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__gte=1), name="blank_delivery_is_of_something"),
        ]

    def __str__(self) -> str:
        return f"{self.first_number} – {self.last_number}"


class DeliveryTakenBack(models.Model):
    """One row takes a delivery back that was typed wrongly, with the reason, while no blank of it went through.

    It does not count any more, and its numbers may come again. `by` is the UUID of the user. Insert-only (triggers);
    kept for ever, not personal.
    """

    delivery = models.OneToOneField(BlankDelivery, on_delete=models.PROTECT, related_name="taken_back")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("delivery that was taken back")
        verbose_name_plural = _("deliveries that were taken back")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="delivery_taken_back_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id}"


class PrintedSheet(models.Model):
    """One row is a sheet that a certificate was printed on, or a blank that was spoiled (no credential). PERSONAL.

    `stock` is empty for plain paper, which has no number. `by` is the UUID of the user. A print after the first one
    has a reason, and so has what is spoiled. What was noted wrongly is taken back (`SheetTakenBack`) and its number may
    be noted once more: `turn` counts the rows of a number. Insert-only (triggers); kept for ever.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, null=True, related_name="sheets")
    stock = models.ForeignKey(BlankStock, on_delete=models.PROTECT, null=True, related_name="sheets")
    blank_number = models.CharField(_("number of the blank"), max_length=30, blank=True)
    turn = models.PositiveSmallIntegerField(default=0)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.UUIDField()
    at = models.DateTimeField(_("printed at"))

    class Meta:
        verbose_name = _("printed sheet")
        verbose_name_plural = _("printed sheets")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stock", "blank_number", "turn"],
                condition=Q(stock__isnull=False),
                name="blank_used_once_a_turn",
            ),
            models.CheckConstraint(
                condition=Q(stock__isnull=True, blank_number="")
                | Q(stock__isnull=False) & ~Q(blank_number=""),
                name="sheet_of_a_stock_has_a_number",
            ),
            models.CheckConstraint(
                condition=Q(credential__isnull=False) | Q(stock__isnull=False) & ~Q(reason=""),
                name="spoiled_sheet_is_a_blank_and_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.blank_number or str(self.uuid)


class SheetTakenBack(models.Model):
    """One row takes a noted print or a blank that was written off back, with the reason: it was noted wrongly.

    It does not count any more, and the number of its blank may be noted again. `by` is the UUID of the user.
    Insert-only (triggers); kept for ever, not personal.
    """

    sheet = models.OneToOneField(PrintedSheet, on_delete=models.PROTECT, related_name="taken_back")
    reason = models.CharField(_("reason"), max_length=200)
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("sheet that was taken back")
        verbose_name_plural = _("sheets that were taken back")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="sheet_taken_back_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id}"
