"""Corrections of facts of a stay."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.enrolments.admission.models import Language, Schooling


class Fact(models.TextChoices):
    """What can be corrected of a stay; the values are its columns."""

    SCHOOLING = "schooling", _("Schooling")
    LANGUAGE = "language", _("First language")
    OTHER_LANGUAGE = "other_language", _("Other language")
    CERTIFICATES = "certificates", _("Earlier certificates, as declared")
    ADMITTED = "admitted_date", _("Admitted on")


_CHOICES = {Fact.SCHOOLING: Schooling, Fact.LANGUAGE: Language, Fact.OTHER_LANGUAGE: Language}


class FactCorrection(models.Model):
    """One row corrects a fact of a stay: what stood there, what stands there now, why, and by whom. PERSONAL.

    Insert-only (triggers). Written by `facts.operations`; kept as long as the stay.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    admission = models.ForeignKey(
        "enrolments.Admission", on_delete=models.PROTECT, related_name="corrections"
    )
    fact = models.CharField(max_length=16, choices=Fact)
    before = models.CharField(max_length=500, blank=True)
    after = models.CharField(max_length=500, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    client_key = models.UUIDField()

    class Meta:
        verbose_name = _("correction of a fact of a stay")
        verbose_name_plural = _("corrections of facts of stays")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["client_key", "fact"], name="fact_corrected_once_per_form"),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="correction_of_a_fact_changes_it"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.admission_id} {self.fact}"

    @property
    def words_before(self) -> str:
        """Return what stood there, in the reader's language."""
        return words_of(self.fact, self.before)

    @property
    def words_after(self) -> str:
        """Return what stands there now, in the reader's language."""
        return words_of(self.fact, self.after)


def words_of(fact: str, value: str) -> str:
    """Return a value as people read it; empty for none."""
    choices = _CHOICES.get(Fact(fact))
    return str(choices(value).label) if choices and value else value
