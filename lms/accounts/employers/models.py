"""Two tables: employers' sign-ups whose e-mail address is not confirmed yet, and invitations to colleagues."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.accounts.employers import rules
from lms.core.ids import new_uuid


class EmployerSignUp(models.Model):
    """One row is what somebody wrote to sign an employer up, until the e-mail address is confirmed. PERSONAL.

    The employer itself begins with the confirmation, and this row ends; without one it is kept three days.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    user = models.OneToOneField("accounts.User", on_delete=models.PROTECT, related_name="employer_sign_up")
    name_zh = models.CharField(max_length=rules.LONGEST_NAME)
    name_en = models.CharField(max_length=rules.LONGEST_ENGLISH, blank=True)
    credit_code = models.CharField(max_length=18)
    contact_phone = models.CharField(max_length=rules.LONGEST_PHONE)
    address = models.CharField(max_length=rules.LONGEST_ADDRESS)
    about = models.TextField(max_length=rules.LONGEST_ABOUT, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("sign-up of an employer")
        verbose_name_plural = _("sign-ups of employers")
        ordering = ["made_at"]

    def __str__(self) -> str:
        return str(self.uuid)


class EmployerInvitation(models.Model):
    """One row is an invitation to work for an employer, sent as a link that opens once. PERSONAL by the address.

    Owners among the employer's people make and withdraw it; suspending the employer withdraws it. Holds the SHA-256 of
    the link's secret. Kept as long as the employer: the answer to who let whom in.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    employer = models.ForeignKey(
        "organisations.Employer", on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(_("e-mail"))
    is_owner = models.BooleanField(_("may invite and remove colleagues"))
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.UUIDField()
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("ends"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("invitation of an employer")
        verbose_name_plural = _("invitations of employers")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="invitation_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_is_accepted_or_withdrawn",
            ),
            models.UniqueConstraint(
                fields=["employer", "email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_once_per_employer_and_address",
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)
