"""Rows of items before they are approved: what was imported, from where, and the drafts themselves."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lms.core.ids import new_uuid
from lms.core.transfers.models import Transfer
from lms.core.transfers.rules import LONGEST_NAME
from lms.exams.bank.models import Attached, Item, ItemUse, ItemVersion
from lms.exams.bank.topicbook import LONGEST_SAID


class Bank(models.Model):
    """One row is a bank of items, known by its code; locked while a file is taken in. Kept for ever, not personal."""

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=30, unique=True)

    class Meta:
        verbose_name = _("item bank")
        verbose_name_plural = _("item banks")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class ItemImport(models.Model):
    """One row says that the items of one file were taken into a bank, and what became of each.

    `report` is the list of entries as the reader gave them, each with its first words; keys are in the drafts. PERSONAL
    by reference (who brought it); kept as long as the bank.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="imports")
    file_name = models.CharField(_("file"), max_length=150)
    sha256 = models.CharField(max_length=64)
    format = models.CharField(_("format"), max_length=20)
    encoding = models.CharField(_("encoding"), max_length=30, blank=True)
    mapping = models.JSONField(null=True, blank=True)
    report = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("import of items")
        verbose_name_plural = _("imports of items")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.bank_id} {self.file_name}"


class SavedMapping(models.Model):
    """One row says what the columns of one kind of spreadsheet mean, under a name that people chose.

    PERSONAL by reference (who saved it last); kept until somebody replaces or deletes it.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60, unique=True)
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("saved mapping")
        verbose_name_plural = _("saved mappings")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class DraftState(models.TextChoices):
    OPEN = "open", _("Draft")
    SUBMITTED = "submitted", _("Waits for its second reader")
    APPROVED = "approved", _("Approved")
    DISCARDED = "discarded", _("Discarded")


# States of drafts that may become questions.
WAITING = (DraftState.OPEN, DraftState.SUBMITTED)


class ItemDraft(models.Model):
    """One row is an item that nobody approved yet. No query for papers or practice reads this table.

    `content` is what `interchange.as_json` writes, key included. A draft may be changed until it is submitted; when a
    second person approves it, it becomes a `version` of an item, which never changes; sent back, it is open again with
    the reader's `note`. `revises` is the item that gets another wording; a new question has none. `changed_by` is only
    who changed anything last; whose words it holds is in `DraftContributor`, and a trigger refuses the approval of
    those. PERSONAL by reference (who wrote, changed and read it); kept as long as the bank.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    bank = models.ForeignKey(Bank, on_delete=models.PROTECT, related_name="drafts")
    kind = models.CharField(_("kind"), max_length=20)
    stem = models.TextField(_("wording"))
    topic = models.CharField(_("topic"), max_length=LONGEST_SAID, blank=True)
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    state = models.CharField(_("state"), max_length=10, choices=DraftState, default=DraftState.OPEN)
    origin = models.ForeignKey(ItemImport, on_delete=models.PROTECT, null=True, related_name="drafts")
    place = models.CharField(_("place in the file"), max_length=200, blank=True)
    remarks = models.JSONField(default=list)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    use = models.CharField(_("use"), max_length=12, choices=ItemUse, default=ItemUse.EXAMINATION)
    revises = models.ForeignKey(Item, on_delete=models.PROTECT, null=True, blank=True, related_name="drafts")
    version = models.OneToOneField(
        ItemVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )
    # Counts every change, so that two people who edit at once do not write over each other.
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    read_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(_("what the second reader says"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("draft of an item")
        verbose_name_plural = _("drafts of items")
        ordering = ["pk"]
        constraints = [
            # The same question twice in a bank is a mistake in whatever file; a discarded one may come again.
            models.UniqueConstraint(
                fields=["bank", "content_hash"],
                condition=~Q(state=DraftState.DISCARDED),
                name="item_draft_once_per_bank",
            ),
            models.UniqueConstraint(
                fields=["revises"],
                condition=Q(revises__isnull=False, state__in=WAITING),
                name="item_draft_one_next_wording_waits",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DraftState.values), name="item_draft_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state=DraftState.APPROVED, version__isnull=False)
                | (~Q(state=DraftState.APPROVED) & Q(version__isnull=True)),
                name="item_draft_is_approved_with_its_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.APPROVED)
                | (Q(read_by__isnull=False) & ~Q(read_by=F("author")) & ~Q(read_by=F("submitted_by"))),
                name="item_draft_is_approved_by_another_person",
            ),
        ]
        indexes = [
            # "Which drafts of this bank wait?"
            models.Index(fields=["bank", "state"], name="item_draft_by_bank"),
        ]

    def __str__(self) -> str:
        return self.stem[:60]


class DraftAttachment(Attached):
    """One row is a picture, a formula or a circuit of a draft; it goes with the draft's next change."""

    draft = models.ForeignKey(ItemDraft, on_delete=models.CASCADE, related_name="attachments")

    class Meta:
        ordering = ["draft", "number"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="draft_attachment_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} [[{self.number}]]"


class DraftContributor(models.Model):
    """One row says that somebody changed what a draft asks, its key or its marking: that person never approves it.

    Topic, depth and difficulty are no such change. PERSONAL by reference; written once, kept as long as the draft.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    draft = models.ForeignKey(ItemDraft, on_delete=models.CASCADE, related_name="contributors")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("contributor to a draft")
        verbose_name_plural = _("contributors to drafts")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "user"], name="draft_contributor_once"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.user_id}"


class UploadState(models.TextChoices):
    READING = "reading", pgettext_lazy("questions", "Being read")
    MAPPING = "mapping", _("Columns are to be named")
    STUCK = "stuck", _("Could not be read like this")
    READY = "ready", _("Waits for confirmation")
    TAKING = "taking", _("Being taken in")
    TAKEN = "taken", _("Taken in")
    REFUSED = "refused", pgettext_lazy("questions", "Refused")
    DISCARDED = "discarded", pgettext_lazy("questions", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("questions", "Expired")


class SameCodes(models.TextChoices):
    NEW = "new", _("They become questions of their own, with new codes")
    NEXT = "next", _("They become the next wordings of the questions with their codes")


class QuestionUpload(Transfer):
    """One row is a file of questions that somebody brought, from the first look to the drafts. PERSONAL by who sent it.

    Only that person sees it. Written by `intake.operations`; kept for ever, its file and what was read of it until the
    drafts are written, or it is cancelled or expired. `round` counts the readings: who confirms says which one was
    shown. `format`, `encoding` and `language` are what the person said, `found` what the platform found;
    `same_codes` is what was decided of questions whose code the bank has.
    """

    name = models.CharField(max_length=LONGEST_NAME, blank=True)
    bank = models.CharField(max_length=30)
    state = models.CharField(max_length=10, choices=UploadState, default=UploadState.READING)
    round = models.PositiveSmallIntegerField(default=1)
    format = models.CharField(max_length=20, blank=True)
    encoding = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, blank=True)
    found = models.JSONField(default=dict)
    look = models.JSONField(default=dict)
    mapping = models.JSONField(null=True, blank=True)
    report = models.JSONField(default=list)
    problems = models.JSONField(default=list)
    same_codes = models.CharField(
        _("codes that the bank has"), max_length=4, choices=SameCodes, default=SameCodes.NEW
    )
    origin = models.OneToOneField(
        ItemImport, on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )

    class Meta:
        verbose_name = _("file of questions")
        verbose_name_plural = _("files of questions")
        ordering = ["-pk"]


class ExportState(models.TextChoices):
    MAKING = "making", pgettext_lazy("questions", "Being written")
    READY = "ready", pgettext_lazy("questions", "Ready")
    REFUSED = "refused", pgettext_lazy("questions", "Refused")
    DISCARDED = "discarded", pgettext_lazy("questions", "Cancelled")
    EXPIRED = "expired", pgettext_lazy("questions", "Expired")


class QuestionExport(Transfer):
    """One row is a bank that somebody had written into a file. PERSONAL by who asked; only that person sees it.

    Written by `intake.operations`; kept for ever, its file for a day. `left_out`: what the format cannot hold, as lists
    of code, reason, number among all, first words and the UUID of the draft ("" if it is none).
    """

    bank = models.CharField(max_length=30)
    format = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=ExportState, default=ExportState.MAKING)
    round = models.PositiveSmallIntegerField(default=1)
    written = models.PositiveIntegerField(default=0)
    left_out = models.JSONField(default=list)

    class Meta:
        verbose_name = _("file of exported questions")
        verbose_name_plural = _("files of exported questions")
        ordering = ["-pk"]


class DraftReading(models.Model):
    """One row says that somebody had a draft before their eyes, and which of its revisions: only what was seen is
    approved together with others.

    PERSONAL by reference; kept as long as the draft.
    """

    uuid = models.UUIDField(default=new_uuid, unique=True, editable=False)
    draft = models.ForeignKey(ItemDraft, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("reading of a draft")
        verbose_name_plural = _("readings of drafts")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "reader"], name="draft_reading_once_per_reader"),
        ]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.reader_id}"
