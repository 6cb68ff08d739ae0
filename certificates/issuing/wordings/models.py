"""A school's own words for a kind of certificate, from a day on."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates.issuing.closings import Closing
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.proposals.models import Approval
from lms.core.ids import new_uuid
from lms.organisations.api import School

MOST = {"deed_zh": 160, "deed_en": 300, "seal_words": 8}  # characters


class Wording(models.Model):
    """One row is one version, which holds once another officer approved it. An empty field says: the usual words.

    The sentence is in both languages or in none (decision 0218; rows of before may have one).

    Insert-only (triggers); kept for ever. Of two for one day the one approved later holds. Certificates hold the words
    that they were issued with, so no version alters an earlier paper. Not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="wordings")
    kind = models.CharField(pgettext_lazy("certificate", "kind"), max_length=30, choices=CredentialKind)
    from_date = models.DateField(_("in force from"))
    deed_zh = models.CharField(max_length=MOST["deed_zh"], blank=True)
    deed_en = models.CharField(max_length=MOST["deed_en"], blank=True)
    seal_words = models.CharField(max_length=MOST["seal_words"], blank=True)
    by = models.UUIDField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("wording of certificates")
        verbose_name_plural = _("wordings of certificates")
        ordering = ["school", "kind", "-from_date"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind=CredentialKind.STUDY_RECORD),
                name="wording_of_a_kind_that_says_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.school_id} {self.kind} {self.from_date}"


class WordingApproval(Approval):
    """One row is the yes of another officer to a version; see `Approval`."""

    wording = models.OneToOneField(Wording, on_delete=models.PROTECT, related_name="approval")


class WordingClosing(Closing):
    """One row is the end of a version of words without approval; see `Closing`."""

    wording = models.OneToOneField(Wording, on_delete=models.PROTECT, related_name="closing")
