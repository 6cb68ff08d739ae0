"""Rows of packs on their way: files that came in, files that were made, and every load."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.transfers.models import Transfer
from lms.core.transfers.rules import LONGEST_NAME


class UploadState(models.TextChoices):
    CHECKING = "checking", _("Being checked")
    READY = "ready", _("Waits for confirmation")
    UNCHANGED = "unchanged", _("Nothing to do")
    LOADING = "loading", _("Being loaded")
    LOADED = "loaded", pgettext_lazy("pack", "Loaded")
    REFUSED = "refused", pgettext_lazy("pack", "Refused")
    DISCARDED = "discarded", pgettext_lazy("pack", "Discarded")
    EXPIRED = "expired", pgettext_lazy("pack", "Expired")


class ExportState(models.TextChoices):
    MAKING = "making", _("Being made")
    READY = "ready", pgettext_lazy("pack", "Ready")
    REFUSED = "refused", pgettext_lazy("pack", "Refused")
    DISCARDED = "discarded", pgettext_lazy("pack", "Discarded")
    EXPIRED = "expired", pgettext_lazy("pack", "Expired")


class LoadResult(models.TextChoices):
    LOADED = "loaded", pgettext_lazy("pack", "Loaded")
    UNCHANGED = "unchanged", _("Nothing to do")
    REFUSED = "refused", pgettext_lazy("pack", "Refused")


class PackUpload(Transfer):
    """One row is a pack file that somebody sent, from the check to the load. PERSONAL by who sent and confirmed it.

    Written by `transfers.operations`; kept for ever, its file until it is loaded, refused, discarded or expired.
    `round` counts the jobs that were asked for; `basis` names what stood here when the preview was made. `name` is what
    the file was called where it came from, only to be read: the kept file has a name of ours.
    """

    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.CHECKING)
    round = models.PositiveSmallIntegerField(default=1)
    preview = models.JSONField(default=dict)
    basis = models.CharField(max_length=100, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_role = models.CharField(max_length=40, blank=True)
    release = models.ForeignKey("pages.PackRelease", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]


class PackExport(Transfer):
    """One row is a programme version that somebody had written into a file. PERSONAL by who asked.

    Written by `transfers.operations`; kept for ever, its file until it expires.
    """

    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.MAKING)
    version = models.ForeignKey("catalog.ProgrammeVersion", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]


class PackLoad(models.Model):
    """One row is one load of a pack, or one that was refused. PERSONAL by who did it (nobody: a command).

    Kept for ever. Written by the pack loader, and by `transfers.operations` for what changed nothing.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=40)
    result = models.CharField(max_length=10, choices=LoadResult)
    code = models.CharField(max_length=60, blank=True)
    programme = models.CharField(max_length=30, blank=True)
    number = models.PositiveSmallIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    upload = models.ForeignKey(PackUpload, on_delete=models.PROTECT, null=True, related_name="loads")

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.result}"
