"""A school's own logo or seal, from a day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.closings import Closing
from certificates.issuing.proposals.models import Approval
from lms.core.ids import new_uuid
from lms.organisations.api import School


class EmblemUse(models.TextChoices):
    """Where a picture stands on the paper."""

    LOGO = "logo", pgettext_lazy("of a school", "Logo")
    SEAL = "seal", pgettext_lazy("of a school", "Seal")


class Emblem(models.Model):
    """One row is one version, which holds once another officer approved it. `content` is a PNG as it is printed.

    A row without a picture (`sha256` empty) says: from this day on as usual, which is no logo and the drawn seal.
    Insert-only (triggers); kept for ever, as certificates name the picture that they were issued with by its digest.
    Of two for one day the one approved later holds. Not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="emblems")
    use = models.CharField(_("what for"), max_length=10, choices=EmblemUse)
    from_date = models.DateField(_("in force from"))
    content = models.BinaryField(default=b"")
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("logo or seal of a school")
        verbose_name_plural = _("logos and seals of schools")
        ordering = ["school", "use", "-from_date"]
        indexes = [models.Index(fields=["sha256"], name="emblem_of_a_certificate")]
        constraints = [
            models.CheckConstraint(condition=models.Q(use__in=EmblemUse.values), name="emblem_use_is_known"),
            models.CheckConstraint(
                condition=models.Q(sha256="", content=b"") | (~models.Q(sha256="") & ~models.Q(content=b"")),
                name="emblem_names_its_picture",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.use} {self.from_date}"


class EmblemApproval(Approval):
    """One row is the yes of another officer to a version; see `Approval`."""

    emblem = models.OneToOneField(Emblem, on_delete=models.PROTECT, related_name="approval")


class EmblemClosing(Closing):
    """One row is the end of a version without approval; see `Closing`."""

    emblem = models.OneToOneField(Emblem, on_delete=models.PROTECT, related_name="closing")
