"""Counted tools of a site, and how many a session took and brought back."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class Tool(models.Model):
    """One row is a kind of tool that a site counts, such as knives, and how many it has. Not personal.

    Registrars change it by `tools.operations`; with a quantity of 0 it is out of use. Kept for ever.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("name of the tool"), max_length=60)
    quantity = models.PositiveSmallIntegerField(_("how many there are"))

    class Meta:
        verbose_name = _("tool")
        verbose_name_plural = _("tools")
        ordering = ["site", "name"]
        constraints = [models.UniqueConstraint(fields=["site", "name"], name="tool_once_per_site_and_name")]

    def __str__(self) -> str:
        return self.name


class ToolLoan(models.Model):
    """One row says how many of a tool a session took, and how many came back. PERSONAL by who counted.

    `note`: of what is missing, to whom it was reported. Written by `tools.operations`; each count leaves an audit row.
    Kept as long as the session.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    session = models.ForeignKey("delivery.ClassSession", on_delete=models.PROTECT, related_name="loans")
    tool = models.ForeignKey(Tool, on_delete=models.PROTECT, related_name="loans")
    issued = models.PositiveSmallIntegerField(_("given out"))
    returned = models.PositiveSmallIntegerField(_("counted back"), default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    counted_by = models.UUIDField(null=True)
    counted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tools of a session")
        verbose_name_plural = _("tools of sessions")
        ordering = ["session", "tool"]
        constraints = [
            models.UniqueConstraint(fields=["session", "tool"], name="tool_counted_once_per_session"),
            models.CheckConstraint(
                condition=Q(returned__lte=F("issued")), name="no_more_tools_return_than_were_issued"
            ),
        ]
        # "What is out?"
        indexes = [
            models.Index(fields=["tool"], condition=Q(returned__lt=F("issued")), name="tool_that_is_out")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} {self.tool_id} {self.returned}/{self.issued}"

    @property
    def missing(self) -> int:
        """Return how many did not come back."""
        return self.issued - self.returned
