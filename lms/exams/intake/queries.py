"""Reads of files of questions on their way, of imports and their drafts, for the pages of who may bring questions."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import Programme
from lms.accounts.api import User
from lms.exams.bank.models import Item, Topic
from lms.exams.bank.queries import banks_of
from lms.exams.bank.rules.items import bank_of
from lms.exams.errors import FileNotFound
from lms.exams.intake import rules
from lms.exams.intake.models import (
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

_LARGE = ("look", "report", "mapping", "problems")


def list_banks() -> list[str]:
    """Return the codes of all banks: of drafts, of what packs brought, and of topics that nothing asks about yet."""
    named = Topic.objects.filter(code__contains="/").values_list("code", flat=True)
    used = banks_of(Item.objects.filter(topic__contains="/"))
    return sorted({*Bank.objects.values_list("code", flat=True), *map(bank_of, named), *used})


def list_programme_codes() -> list[str]:
    """Return the codes of the programmes; a bank that has one is drawn from for its examinations."""
    return list(Programme.objects.order_by("code").values_list("code", flat=True))


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


def list_open_uploads(user: User) -> QuerySet[QuestionUpload]:
    """Return the user's files with which something is still to be done, newest first."""
    return uploads_visible_to(user).filter(state__in=rules.WITH_FILE).defer(*_LARGE)


def list_refused_uploads(user: User, *, now: datetime) -> QuerySet[QuestionUpload]:
    """Return the user's files of the last day that could not be read at all."""
    return uploads_visible_to(user).filter(state=UploadState.REFUSED, expires_at__gt=now).defer(*_LARGE)


def list_open_exports(user: User, *, now: datetime) -> QuerySet[QuestionExport]:
    """Return the user's exports of the day, newest first."""
    return exports_visible_to(user).filter(state__in=rules.WITH_FILE, expires_at__gt=now).defer("left_out")


def list_imports(user: User) -> QuerySet[ItemImport]:
    """Return every import, newest first."""
    return imports_visible_to(user).defer("report", "mapping").order_by("-at", "-pk")


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
