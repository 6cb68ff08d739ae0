"""One table: the links that holders made."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.models import Credential
from certificates.sharing import rules
from lms.core.crypto import EncryptedTextField
from lms.core.ids import new_uuid


class SharedField(models.TextChoices):
    """What a holder may add to the least: kind, programme, school, and whether it is in force."""

    NAME = "name", _("Full name")
    OCCUPATION = "occupation", _("Occupation")
    NUMBER = "number", _("Certificate number")
    AWARDED = "awarded", _("Day of award")
    DOCUMENT = "document", _("The certificate itself (PDF)")


class ShareLink(models.Model):
    """One row is a link that a holder made for one certificate. PERSONAL. Kept as long as the certificate.

    The address is sealed and found by its digest; the passcode is kept as a slow hash only. Of those who
    open it only the number of times is kept: no address, no name, no instant. The label is for the holder's eyes alone.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="share_links")
    token = EncryptedTextField()
    token_hash = models.CharField(max_length=64, unique=True)
    fields = models.JSONField(_("what is shown"), default=list)
    passcode = models.CharField(max_length=128, blank=True)
    label = models.CharField(
        pgettext_lazy("share link", "label"), max_length=rules.LONGEST_LABEL, blank=True, default=""
    )
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("open until"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    wrong_passcodes = models.PositiveSmallIntegerField(default=0)
    openings = models.PositiveIntegerField(_("times opened"), default=0)

    class Meta:
        verbose_name = _("share link")
        verbose_name_plural = _("share links")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="share_link_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("created_at")),
                name="share_link_closed_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
