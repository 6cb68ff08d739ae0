"""The row that every file on its way has, whichever way it goes."""

from django.conf import settings
from django.db import models

from lms.core.ids import new_uuid


class Transfer(models.Model):
    """Shared by all directions: who asked, when, in which language, and which bytes the kept file has.

    `key` comes from the form, so that sending it twice makes one row; `reasons` are sentences by language: why it was
    refused, or what to know about a file.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    key = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    at = models.DateTimeField()
    state = models.CharField(max_length=10)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    reasons = models.JSONField(default=dict)
    expires_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.uuid}"
