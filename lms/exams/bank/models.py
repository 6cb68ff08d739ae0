"""Rows of the item bank. They are never pages or snippets: their only ways out are this package's queries."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from lms.core.ids import new_uuid


class ItemKind(models.TextChoices):
    TRUE_FALSE = "true_false", _("True or false")
    SINGLE = "single", _("One answer")
    MULTIPLE = "multiple", _("Several answers")


class ItemUse(models.TextChoices):
    EXAMINATION = "examination", _("Examination")
    PRACTICE = "practice", _("Practice")


class ItemState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    APPROVED = "approved", _("Approved")


class Item(models.Model):
    """One row is the identity of a question, whatever its wording. Packs and authors add; kept for ever."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=40, unique=True)
    topic = models.CharField(_("topic"), max_length=60)
    kind = models.CharField(_("kind"), max_length=20, choices=ItemKind)
    use = models.CharField(_("use"), max_length=12, choices=ItemUse)

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["code"]
        indexes = [
            # "Which items may fill this cell of a blueprint?"
            models.Index(fields=["use", "topic", "kind"], name="item_by_cell"),
        ]

    def __str__(self) -> str:
        return self.code


class ItemVersion(models.Model):
    """One row is one wording of an item with its key. Never edited: a change is a further row. Kept for ever.

    The key and the rationale of an examination item never leave the server before results are released.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("version"))
    stem_zh = models.TextField(_("Chinese wording"))
    stem_en = models.TextField(_("English wording"), blank=True)
    options = models.JSONField(default=list)
    key = models.JSONField()
    rationale_zh = models.TextField(blank=True)
    rationale_en = models.TextField(blank=True)
    depth = models.CharField(max_length=20, blank=True)
    source = models.CharField(max_length=300, blank=True)
    source_year = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.APPROVED)
    content_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("item version")
        verbose_name_plural = _("item versions")
        ordering = ["item", "number"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="item_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="item_version_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}.{self.number}"
