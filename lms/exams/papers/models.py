"""Rows of examination schemes and of the papers drawn by them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid
from lms.core.language import pick


class ExaminationScheme(models.Model):
    """One row is one dated version of an examination's rules: time, pass mark, blueprint, basis.

    Never edited: a change is a further version. Kept for ever, not personal. `bank` is the code of the programme whose
    pack brought the first version and may bring further ones; empty: nobody's yet.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=30)
    bank = models.CharField(max_length=30, blank=True, editable=False)
    number = models.PositiveSmallIntegerField(_("version"))
    title_zh = models.CharField(_("Chinese title"), max_length=150)
    title_en = models.CharField(_("English title"), max_length=250, blank=True)
    duration_minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(1)])
    pass_percent = models.DecimalField(
        _("pass mark in percent"), max_digits=5, decimal_places=2, validators=[MaxValueValidator(100)]
    )
    blueprint = models.JSONField()
    basis_zh = models.TextField(_("rests on (Chinese)"))
    basis_en = models.TextField(_("rests on (English)"), blank=True)
    content_hash = models.CharField(max_length=64)
    valid_from = models.DateTimeField()

    class Meta:
        verbose_name = _("examination scheme")
        verbose_name_plural = _("examination schemes")
        ordering = ["code", "number"]
        constraints = [
            models.UniqueConstraint(fields=["code", "number"], name="scheme_number_once_per_code"),
            models.CheckConstraint(condition=Q(duration_minutes__gte=1), name="scheme_lasts_a_minute"),
            models.CheckConstraint(
                condition=Q(pass_percent__range=(0, 100)), name="scheme_pass_mark_is_a_percent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")


class PaperVersion(models.Model):
    """One row is the frozen snapshot of a paper as candidates see it: wordings, options, marks; no key.

    Insert-only (triggers): the bank may change, a started paper does not. Kept ten years, not personal.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    scheme = models.ForeignKey(ExaminationScheme, on_delete=models.PROTECT, related_name="papers")
    seed = models.CharField(max_length=64)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.uuid}"


class PaperKey(models.Model):
    """One row is one version of the key of a paper. Apart from the paper: no read of a paper carries it.

    Insert-only (triggers); read by marking only. A corrected key is a further row. Kept as long as the paper.
    """

    paper = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="keys")
    version = models.PositiveSmallIntegerField(default=1)
    key = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "version"], name="paper_key_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.version}"
