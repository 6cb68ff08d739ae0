"""The groups that a site keeps apart, and who was put into which of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.enrolments.admission.models import Admission


class SeparateGroup(models.Model):
    """One row is a group of people whom a site keeps apart from all others: a neutral code, never a reason.

    Not personal. Written by `apart.operations`; registrars who work at the site itself read it, nobody else. A group
    that is closed takes nobody more. Kept as long as somebody was in it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    site = models.ForeignKey("organisations.Site", on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code of the group"), max_length=3)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("separate group")
        verbose_name_plural = _("separate groups")
        ordering = ["site", "code"]
        constraints = [
            models.UniqueConstraint(fields=["site", "code"], name="separate_group_code_once_per_site"),
        ]

    def __str__(self) -> str:
        return self.code


class GroupPlacing(models.Model):
    """One row says in which separate group somebody is from a day on; None: in none. PERSONAL, most protected.

    Insert-only (triggers): the last row counts, the others are its history. No reason is kept. Kept as long as the
    stay.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    admission = models.ForeignKey(Admission, on_delete=models.PROTECT, related_name="placings")
    group = models.ForeignKey(SeparateGroup, on_delete=models.PROTECT, null=True, related_name="placings")
    from_date = models.DateField(_("from"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField()

    class Meta:
        verbose_name = _("placing in a separate group")
        verbose_name_plural = _("placings in separate groups")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["client_key", "admission"], name="group_placing_once_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.from_date}"
