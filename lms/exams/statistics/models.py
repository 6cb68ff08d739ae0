"""Rows of figures: what one form and its items did, frozen. No row says anything of a single candidate."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class FigureSource(models.TextChoices):
    SITTING = "sitting", _("Sitting")
    IMPORTED = "imported", _("Old results")


class FigureSet(models.Model):
    """One row is how one form did with one group of candidates, from a sitting or from a file of old results.

    Insert-only (triggers): what changes is reckoned into a further row. `fingerprint` names everything that went in,
    so that the same input is one row; `sha256` is that of the file, or of the marks of the sitting. Shares are of the
    marks that could be had; `bins` counts candidates by tenths of them. Figures of fewer than 30 candidates are kept
    and never shown. PERSONAL by reference (who had it reckoned); kept as long as the bank.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    source = models.CharField(_("source"), max_length=8, choices=FigureSource)
    sitting = models.ForeignKey(
        "exams.Sitting", on_delete=models.PROTECT, null=True, blank=True, related_name="figure_sets"
    )
    bank = models.CharField(_("bank"), max_length=30, blank=True)
    title = models.CharField(_("title"), max_length=150, blank=True)
    held_on = models.DateField(_("held on"))
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, unique=True)
    n = models.PositiveIntegerField(_("candidates"))
    left_out = models.PositiveIntegerField(_("not at their first attempt"), default=0)
    items = models.PositiveIntegerField(_("questions"))
    is_one_form = models.BooleanField(_("everybody had the same questions"))
    maximum = models.FloatField(null=True)
    mean_share = models.FloatField(null=True)
    deviation_share = models.FloatField(null=True)
    alpha = models.FloatField(null=True)
    kr20 = models.FloatField(null=True)
    sem = models.FloatField(null=True)
    bins = models.JSONField(default=list)
    notes = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("set of figures")
        verbose_name_plural = _("sets of figures")
        ordering = ["-held_on", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(source=FigureSource.SITTING, sitting__isnull=False)
                | Q(source=FigureSource.IMPORTED, sitting__isnull=True),
                name="figure_set_has_its_source",
            ),
        ]
        indexes = [
            # "Which set of this sitting is the newest?"
            models.Index(fields=["sitting", "-at"], name="figure_set_by_sitting"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return what people call it: its own title, or that of its sitting."""
        return self.title or (self.sitting.title if self.sitting else "")


class ItemFigure(models.Model):
    """One row is how one wording of an item did in one set.

    Insert-only (triggers); kept with its set, not personal. `options` are rows of name, is_key, count, share,
    mean_rest, correlation, upper and lower; `flags` are codes of `words.FLAGS`.
    """

    figure_set = models.ForeignKey(FigureSet, on_delete=models.PROTECT, related_name="item_figures")
    version = models.ForeignKey("exams.ItemVersion", on_delete=models.PROTECT, related_name="figures")
    n = models.PositiveIntegerField(_("candidates"))
    maximum = models.FloatField()
    facility = models.FloatField(_("facility"))
    deviation = models.FloatField(null=True)
    point_biserial = models.FloatField(null=True)
    corrected = models.FloatField(null=True)
    discrimination = models.FloatField(null=True)
    efficiency = models.FloatField(null=True)
    alpha_without = models.FloatField(null=True)
    options = models.JSONField(default=list)
    flags = models.JSONField(default=list)

    class Meta:
        ordering = ["figure_set", "version"]
        constraints = [
            models.UniqueConstraint(fields=["figure_set", "version"], name="item_figure_once_per_set"),
        ]

    def __str__(self) -> str:
        return f"{self.figure_set_id}/{self.version_id}"


class FigureWithdrawal(models.Model):
    """One row says that a set counts no longer and why: the wrong file, the wrong day, marks that were put right.

    Insert-only (triggers). PERSONAL by reference (who said so); kept with the set.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    figure_set = models.OneToOneField(FigureSet, on_delete=models.PROTECT, related_name="withdrawal")
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.figure_set_id} {self.reason}"


class ScoreDraft(models.Model):
    """One row holds the figures of a file that somebody looks over before taking them in.

    Figures only: marks, names and numbers of candidates are never stored. PERSONAL by reference (who sent it); kept
    until it is taken in or discarded, a day at most.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.uuid}"
