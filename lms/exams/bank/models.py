"""Rows of the item bank. They are never pages or snippets: their only ways out are this package's queries."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid


class ItemKind(models.TextChoices):
    TRUE_FALSE = "true_false", _("True or false")
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")
    ORDERING = "ordering", _("Put in order")
    MATCHING = "matching", _("Match")
    NUMERIC = "numeric", _("A number")
    FILL_IN = "fill_in", _("Fill the gaps")
    HOTSPOT = "hotspot", _("Find it on a picture")
    SHORT_ANSWER = "short_answer", _("Answer in a few words")


class Scoring(models.TextChoices):
    """How a response earns the marks of its item (`exam-protocol.md` section 8)."""

    EXACT = "exact", _("All of it right, or nothing")
    PER_PART = "per_part", _("Each right part earns its share")
    MAPPED = "mapped", _("Each choice has a weight of its own")
    BY_HAND = "by_hand", _("Somebody marks it")


class ItemUse(models.TextChoices):
    EXAMINATION = "examination", _("Examination")
    PRACTICE = "practice", _("Practice")


class Difficulty(models.TextChoices):
    EASY = "easy", _("Easy")
    MEDIUM = "medium", _("Medium")
    HARD = "hard", _("Hard")


class Topic(models.Model):
    """One row names a topic in words; items and blueprints carry its code. Packs and authors add and rename.

    Kept as long as something is under it; one that nothing uses may be deleted.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=60, unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=100)
    title_en = models.CharField(_("English title"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class Item(models.Model):
    """One row is the identity of a question, whatever its wording. Packs and authors add; kept for ever.

    Items of one `twin_group` ask the same thing in other words: never two of them on one paper. A retired item is on
    no new paper and in no new practice; what has it already, keeps it. PERSONAL by reference (who retired it).
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    topic = models.CharField(_("topic"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind)
    use = models.CharField(_("use"), max_length=12, choices=ItemUse)
    twin_group = models.CharField(_("twins"), max_length=40, blank=True)
    retired_at = models.DateTimeField(_("retired"), null=True, blank=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_why = models.CharField(_("why it was retired"), max_length=300, blank=True)

    class Meta:
        # "item" alone is Wagtail's word for whatever a list counts.
        verbose_name = pgettext_lazy("bank", "item")
        verbose_name_plural = pgettext_lazy("bank", "items")
        ordering = ["code"]
        indexes = [
            # "Which items may fill this cell of a blueprint?"
            models.Index(fields=["use", "topic", "kind"], name="item_by_cell"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ItemKind.values), name="item_kind_is_known"),
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | ~Q(retired_why=""), name="item_is_retired_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One row is one wording of an item with its key. Never edited: a change is a further row. Kept for ever.

    Approved by being here: what nobody approved is an `ItemDraft`. The key and the rationale of an examination item
    never leave the server before results are released. A mark `[[1]]` in a text stands for the attachment of this
    number. What `key` is, by kind: a bool; an option's name; a list of names; {option: place}; {option: match};
    numbers as a list of {value, tolerance, unit, relative}; gaps as a list of {accepted: {word: share}, case, choices,
    weight}; names of regions; key phrases, which only help who marks.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    stem_zh = models.TextField(_("Chinese wording"))
    stem_en = models.TextField(_("English wording"), blank=True)
    options = models.JSONField(default=list)
    matches = models.JSONField(default=list)
    regions = models.JSONField(default=list)
    key = models.JSONField()
    scoring = models.CharField(_("scoring"), max_length=10, choices=Scoring, default=Scoring.EXACT)
    weights = models.JSONField(default=dict)
    is_shuffled = models.BooleanField(_("options in any order"), default=True)
    rationale_zh = models.TextField(blank=True)
    rationale_en = models.TextField(blank=True)
    depth = models.CharField(max_length=20, blank=True)
    difficulty = models.CharField(_("difficulty"), max_length=6, choices=Difficulty, blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="item_version_number_from_one"),
            models.CheckConstraint(
                condition=Q(difficulty__in=["", *Difficulty.values]), name="item_version_difficulty_is_known"
            ),
            models.CheckConstraint(
                condition=Q(scoring__in=Scoring.values), name="item_version_scoring_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.number}"


class AttachmentKind(models.TextChoices):
    PICTURE = "picture", _("Picture")
    FORMULA = "formula", _("Formula")
    CIRCUIT = "circuit", _("Circuit diagram")


class Attached(models.Model):
    """What a mark `[[number]]` in a text stands for.

    A picture is a `file` of the private store, cleaned and named by its content; a formula is TeX and a circuit a
    declarative text, both in `source`.
    """

    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    name = models.CharField(max_length=150, blank=True)
    file = models.CharField(max_length=150, blank=True)
    source = models.TextField(blank=True)
    alternative_zh = models.TextField(_("what it shows (Chinese)"), blank=True)
    alternative_en = models.TextField(_("what it shows (English)"), blank=True)

    class Meta:
        abstract = True


class ItemAttachment(Attached):
    """One row is a picture, a formula or a circuit of one wording. Never edited; kept as long as the wording."""

    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="attachments")

    class Meta:
        ordering = ["version", "number"]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="item_attachment_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} [[{self.number}]]"


class ItemReview(models.Model):
    """One row says that somebody who did not write an item read this wording and found it fit for use.

    Insert-only (triggers); another wording needs another reading. Kept for ever, not personal: `reader` is a role or
    a name that the school publishes with its bank.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    version = models.ForeignKey(ItemVersion, on_delete=models.PROTECT, related_name="reviews")
    reader = models.CharField(_("second reader"), max_length=100)
    read_on = models.DateField(_("read on"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("item review")
        verbose_name_plural = _("item reviews")
        constraints = [
            models.UniqueConstraint(fields=["version", "reader"], name="item_review_once_per_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.reader}"
