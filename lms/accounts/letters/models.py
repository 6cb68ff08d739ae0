"""One table: letters that wait for the mail server."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class Letter(models.Model):
    """One row is a letter that the mail server has not taken yet. PERSONAL, and holds links that open something.

    So its words are sealed, and the row is kept until it is sent, three days at the longest.
    Written by `lms.accounts.letters` only.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    content = EncryptedTextField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["made_at"]

    def __str__(self) -> str:
        return str(self.uuid)
