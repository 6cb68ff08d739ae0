"""Reads of files of questions on their way, of imports and their drafts, for the pages of who may bring questions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from lms.accounts.api import User
from lms.exams.bank.models import Item, Topic
from lms.exams.bank.queries import banks_of
from lms.exams.bank.rules.items import bank_of
from lms.exams.errors import FileNotFound
from lms.exams.intake import rules
from lms.exams.intake.models import (
    WAITING,
    Bank,
    DraftState,
    ItemDraft,
    ItemImport,
    QuestionExport,
    QuestionUpload,
    UploadState,
)
from lms.exams.intake.policies import (
    exports_visible_to,
    imports_visible_to,
    uploads_visible_to,
)


class Which(TextChoices):
    """Which imports are listed."""

    ALL = "all", pgettext_lazy("imports", "All")
    OPEN = "open", gettext_lazy("With drafts that are not approved yet")
    DONE = "done", gettext_lazy("Finished")


_LARGE = ("look", "report", "mapping", "problems")


def list_banks() -> list[str]:
    """Return the codes of all banks: of drafts, of what packs brought, and of topics that nothing asks about yet."""
    named = Topic.objects.filter(code__contains="/").values_list("code", flat=True)
    used = banks_of(Item.objects.filter(topic__contains="/"))
    return sorted({*Bank.objects.values_list("code", flat=True), *map(bank_of, named), *used})


def get_upload(user: User, uuid: UUID) -> QuestionUpload:
    """Return an upload that the user may see.

    :raises FileNotFound: there is none.
    """
    return _one(uploads_visible_to(user), uuid)


def get_export(user: User, uuid: UUID) -> QuestionExport:
    """Return an export that the user may see.

    :raises FileNotFound: there is none.
    """
    return _one(exports_visible_to(user), uuid)


def get_import(user: User, uuid: UUID) -> ItemImport:
    """Return an import that the user may see.

    :raises FileNotFound: there is none.
    """
    return _one(imports_visible_to(user), uuid)


def _one(rows: QuerySet[Any], uuid: UUID) -> Any:
    row = rows.filter(uuid=uuid).first()
    if row is None:
        raise FileNotFound(_("There is nothing at this address."))
    return row


def list_uploads(user: User, *, now: datetime) -> QuerySet[QuestionUpload]:
    """Return the user's files with which something is still to be done, and those of the last day that could not be
    read at all until somebody puts them away; newest first.
    """
    refused = Q(state=UploadState.REFUSED, expires_at__gt=now)
    rows = uploads_visible_to(user).filter(refused | Q(state__in=rules.WITH_FILE))
    return rows.defer(*_LARGE).order_by("-at", "-pk")


def list_unreadable(user: User, *, now: datetime) -> QuerySet[QuestionUpload]:
    """Return those of the user's listed files that could not be read, as they were or at all."""
    return list_uploads(user, now=now).filter(state__in=rules.UNREADABLE)


def list_open_exports(user: User, *, now: datetime) -> QuerySet[QuestionExport]:
    """Return the user's exports of the day, newest first."""
    return exports_visible_to(user).filter(state__in=rules.WITH_FILE, expires_at__gt=now).defer("left_out")


def list_imports(user: User, *, words: str = "", which: Which | str = Which.ALL) -> QuerySet[ItemImport]:
    """Return the imports with these words in the name of their file, their bank or who brought them, newest first."""
    rows = imports_visible_to(user).defer("report", "mapping").order_by("-at", "-pk")
    for word in words.split():
        told = Q(file_name__icontains=word) | Q(bank__code__icontains=word)
        rows = rows.filter(told | Q(by__display_name__icontains=word))
    waiting = Exists(ItemDraft.objects.filter(origin=OuterRef("pk"), state__in=WAITING))
    if which == Which.OPEN:
        return rows.filter(waiting)
    return rows.filter(~waiting) if which == Which.DONE else rows


def count_drafts(imports: Iterable[ItemImport]) -> dict[int, dict[str, int]]:
    """Return how many drafts of each import are in which state."""
    rows = ItemDraft.objects.filter(origin__in=[row.pk for row in imports]).order_by()
    counted: dict[int, dict[str, int]] = {}
    for origin, state, number in rows.values_list("origin", "state").annotate(Count("pk")):
        counted.setdefault(origin, {})[state] = number
    return counted


def untouched_of(origin: ItemImport) -> QuerySet[ItemDraft]:
    """Return the open drafts of an import that are as they came."""
    return ItemDraft.objects.filter(origin=origin, state=DraftState.OPEN, revision=1, changed_at__isnull=True)


def count_changed(origin: ItemImport) -> int:
    """Return how many drafts of an import are open and were changed since."""
    return (
        ItemDraft.objects.filter(origin=origin, state=DraftState.OPEN).count() - untouched_of(origin).count()
    )


def drafts_of(origin: ItemImport) -> QuerySet[ItemDraft]:
    """Return the drafts of an import in the order of the file."""
    fields = ("uuid", "kind", "stem", "place", "state", "remarks")
    return ItemDraft.objects.filter(origin=origin).only(*fields).order_by("pk")
