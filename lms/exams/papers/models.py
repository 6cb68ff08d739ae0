"""Rows of examination schemes and of the papers drawn by them."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.clock import local_date
from lms.core.ids import new_uuid
from lms.core.language import pick

# So many forms have letters: A to Z.
LETTERS = 26


class ReleaseRule(models.TextChoices):
    BY_TWO = "by_two", pgettext_lazy("results", "By a second person, over a frozen set")
    AT_ONCE = "at_once", pgettext_lazy("results", "At once, when the computer has marked")


class ExaminationScheme(models.Model):
    """One row is one dated version of an examination's rules: time, pass mark, how results are released, blueprint.

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
    release = models.CharField(
        _("release of results"), max_length=10, choices=ReleaseRule, default=ReleaseRule.BY_TWO
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
            models.CheckConstraint(
                condition=Q(release__in=ReleaseRule.values), name="scheme_release_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"

    @property
    def title(self) -> str:
        """Return the title in the reader's language."""
        return pick(self, "title")


class DrawingPurpose(models.TextChoices):
    ONE = "one", pgettext_lazy("papers", "One paper for all")
    PARALLEL = "parallel", pgettext_lazy("papers", "Parallel forms")
    INDIVIDUAL = "individual", pgettext_lazy("papers", "A paper for each candidate")


class PaperDrawing(models.Model):
    """One row is one act of drawing: which papers were wanted, from which seed, with what was known of the items then.

    The bank as it was, the scheme and this row give the same papers again. Insert-only (triggers); kept ten years, not
    personal. `known` holds what the papers rest on beside the bank: {"uses", "facilities"} by code of the item.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    scheme = models.ForeignKey(ExaminationScheme, on_delete=models.PROTECT, related_name="drawings")
    purpose = models.CharField(_("what for"), max_length=10, choices=DrawingPurpose)
    seed = models.CharField(max_length=64)
    forms = models.PositiveSmallIntegerField(_("papers"), validators=[MinValueValidator(1)])
    overlap = models.PositiveSmallIntegerField(_("questions that two papers may share"), null=True)
    known = models.JSONField(default=dict)
    client_key = models.UUIDField(unique=True)
    created_at = models.DateTimeField(_("drawn"))

    class Meta:
        verbose_name = _("drawing of papers")
        verbose_name_plural = _("drawings of papers")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(forms__gte=1), name="drawing_has_a_paper"),
            models.CheckConstraint(
                condition=Q(purpose__in=DrawingPurpose.values), name="drawing_purpose_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.seed}"


class PaperVersion(models.Model):
    """One row is the frozen snapshot of a paper as candidates see it: wordings, options, marks; no key.

    Insert-only (triggers): the bank may change, a started paper does not. Kept ten years, not personal. `form` numbers
    the papers of one drawing from 1 on. Staff read `content` through `opening`, which asks whether it is sealed.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    scheme = models.ForeignKey(ExaminationScheme, on_delete=models.PROTECT, related_name="papers")
    drawing = models.ForeignKey(PaperDrawing, on_delete=models.PROTECT, related_name="papers", null=True)
    form = models.PositiveSmallIntegerField(_("form"), null=True)
    seed = models.CharField(max_length=64)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["drawing", "form"],
                condition=Q(drawing__isnull=False),
                name="paper_form_once_per_drawing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid}"

    @property
    def code(self) -> str:
        """Return the short name that stands on the printed paper: examination, year, beginning of its hash."""
        return f"{self.scheme.code}-{local_date(self.created_at).year}-{self.sha256[:6].upper()}"

    @property
    def form_name(self) -> str:
        """Return the letter of a form, or its number where letters do not reach; empty for a paper on its own."""
        if self.form is None or self.drawing is None or self.drawing.forms == 1:
            return ""
        return chr(ord("A") + self.form - 1) if self.drawing.forms <= LETTERS else f"{self.form:03d}"


class ItemOnPaper(models.Model):
    """One row says that a wording stands on a paper, in which place and for which row of the blueprint.

    Insert-only (triggers), kept as long as the paper, not personal. For "where used" and for how often items were used.
    """

    paper = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="places")
    number = models.PositiveSmallIntegerField()
    version = models.ForeignKey("exams.ItemVersion", on_delete=models.PROTECT, related_name="papers")
    cell = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["paper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="item_on_paper_number_once"),
            models.UniqueConstraint(fields=["paper", "version"], name="item_on_paper_once"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id}.{self.number}"


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


class KeyCorrection(models.Model):
    """One row says why a further version of a key came, of which items, and what it changed.

    Insert-only (triggers); kept as long as the key. `outcomes` counts {"results", "changed", "now_passed",
    "now_failed"}. Not personal: who corrected is a reference in `actor_uuid`.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    key = models.OneToOneField(PaperKey, on_delete=models.PROTECT, related_name="correction")
    reason = models.CharField(_("reason"), max_length=500)
    items = models.JSONField()
    outcomes = models.JSONField()
    actor_uuid = models.UUIDField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("correction of a key")
        verbose_name_plural = _("corrections of keys")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="key_correction_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.key_id} {self.reason}"


class PaperPart(models.TextChoices):
    PAPER = "paper", pgettext_lazy("papers", "Paper")
    KEY = "key", pgettext_lazy("papers", "Key")


class PaperRelease(models.Model):
    """One row unseals a paper, or its key: from then on staff read it without giving a reason each time.

    Insert-only (triggers); kept as long as the paper, not personal. Opening before is in the audit trail, each time.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    paper = models.ForeignKey(PaperVersion, on_delete=models.PROTECT, related_name="releases")
    part = models.CharField(max_length=5, choices=PaperPart)
    released_at = models.DateTimeField(_("released"))
    actor_uuid = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "part"], name="paper_part_released_once"),
            models.CheckConstraint(condition=Q(part__in=PaperPart.values), name="released_part_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} {self.part}"
