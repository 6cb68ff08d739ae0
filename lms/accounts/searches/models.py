"""Searches that users keep."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid

LONGEST_TITLE, LONGEST_QUERY = 60, 1000


class SavedSearch(models.Model):
    """One row is what one user wants to look for again in one list. PERSONAL: name and query may hold somebody's name.

    Both are sealed; the name is found by a hash of its owner's. Written by `searches.operations`; only its owner reads
    it; kept until its owner drops it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="searches")
    listing = models.CharField(max_length=40)
    title = EncryptedTextField(_("name of the search"))
    title_hash = models.CharField(max_length=64, editable=False)
    query = EncryptedTextField(blank=True, default="")
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "listing", "title_hash"], name="search_once_per_name"),
        ]

    def __str__(self) -> str:
        return self.listing
