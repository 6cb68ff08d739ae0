"""Rows of what was found at terminals."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid


class Verdict(models.TextChoices):
    GREEN = "green", pgettext_lazy("terminal", "Ready")
    AMBER = "amber", pgettext_lazy("terminal", "Usable, something is missing")
    RED = "red", pgettext_lazy("terminal", "Not usable")


class TerminalCheck(models.Model):
    """One row is what one visit of the check page found at one terminal; the newest counts. Not personal.

    The page of that visit may complete it (somebody typed, or said that the machine was restarted), nobody else can.
    `visit` is also the mark that the machine keeps: where it is gone at the next visit, the disk was wiped.
    Kept as long as the terminal's row.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    terminal = models.ForeignKey("accounts.Terminal", on_delete=models.PROTECT, related_name="checks")
    visit = models.UUIDField(unique=True)
    checked_at = models.DateTimeField()
    verdict = models.CharField(max_length=5, choices=Verdict)
    outcomes = models.JSONField()
    figures = models.JSONField()

    class Meta:
        verbose_name = _("check of a terminal")
        verbose_name_plural = _("checks of terminals")
        ordering = ["terminal", "-checked_at"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(verdict__in=list(Verdict)), name="terminal_check_has_a_verdict"
            ),
        ]
        indexes = [
            # "What was found there last?"
            models.Index(fields=["terminal", "-checked_at"], name="terminal_check_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.terminal_id} {self.verdict}"
