"""Reads of packs on their way, for the pages of who may move them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext as _

from courses.catalog.api import Programme, ProgrammeVersion, UnitLesson, newest_published_versions
from courses.pages.errors import TransferNotFound
from courses.pages.models import LessonPage, PackRelease, ProgrammePage
from courses.pages.transfers import rules
from courses.pages.transfers.models import ExportState, PackExport, PackLoad, PackUpload
from courses.pages.transfers.policies import exports_visible_to, uploads_visible_to
from lms.accounts.api import User
from lms.core.ids import new_uuid
from lms.core.rows import one_of

HISTORY = 50


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme with the version that can be exported, when a pack of it was loaded last, and its form's key.

    `lenders` are the programmes whose packs have to be loaded before this one's.
    """

    programme: Programme
    version: ProgrammeVersion
    loaded_at: datetime | None
    key: UUID
    lenders: list[Programme]


def lenders_of(versions: Iterable[ProgrammeVersion]) -> dict[int, list[Programme]]:
    """Return whose lessons each version borrows, by the keys of the versions: their packs are loaded first."""
    keys = [version.pk for version in versions]
    places = UnitLesson.objects.filter(unit__course__version__in=keys, lesson__owner__isnull=False)
    foreign = places.exclude(lesson__owner=F("unit__course__version__programme")).order_by()
    pairs = foreign.values_list("unit__course__version", "lesson__owner").distinct()
    found: dict[int, list[int]] = {}
    for version, owner in pairs:
        found.setdefault(version, []).append(owner)
    owners = Programme.objects.in_bulk({key for keys in found.values() for key in keys}) if found else {}
    return {
        version: sorted((owners[key] for key in keys), key=lambda row: row.code)
        for version, keys in found.items()
    }


def list_exportable() -> list[ProgrammeRow]:
    """Return the programmes that have a published version, by code."""
    versions = list(newest_published_versions())
    lenders = lenders_of(versions)
    releases = PackRelease.objects.values("version__programme").annotate(last=Max("loaded_at"))
    last = dict(releases.values_list("version__programme", "last"))
    return [
        ProgrammeRow(row.programme, row, last.get(row.programme_id), new_uuid(), lenders.get(row.pk, []))
        for row in versions
    ]


def list_open_uploads(user: User) -> QuerySet[PackUpload]:
    """Return the uploads with which something is still to be done, newest first."""
    return uploads_visible_to(user).filter(state__in=rules.UPLOAD_STEPS)


def list_open_exports(user: User, *, now: datetime) -> QuerySet[PackExport]:
    """Return the exports of the day that are being made, can be fetched or were refused, newest first."""
    over = (ExportState.EXPIRED, ExportState.DISCARDED)
    return exports_visible_to(user).filter(~Q(state__in=over), expires_at__gt=now)


def list_loads() -> QuerySet[PackLoad]:
    """Return the last loads, newest first."""
    return PackLoad.objects.select_related("by", "upload")[:HISTORY]


def get_upload(user: User, uuid: UUID) -> PackUpload:
    """Return an upload that the user may see.

    :raises TransferNotFound: there is none.
    """
    return one_of(uploads_visible_to(user), uuid, TransferNotFound(_("There is nothing at this address.")))


def get_export(user: User, uuid: UUID) -> PackExport:
    """Return an export that the user may see.

    :raises TransferNotFound: there is none.
    """
    return one_of(exports_visible_to(user), uuid, TransferNotFound(_("There is nothing at this address.")))


def pages_of_release(release: PackRelease) -> list[ProgrammePage]:
    """Return the pages of the programme that a release shows, Chinese first."""
    pages = ProgrammePage.objects.live().filter(programme__versions=release.version)
    return list(pages.select_related("locale").order_by("-locale__language_code", "-pk"))


def pages_of_lessons(codes: list[str]) -> list[LessonPage]:
    """Return the pages of lessons in the order of their programme, Chinese first."""
    pages = LessonPage.objects.live().filter(lesson__code__in=codes).select_related("lesson", "locale")
    return list(pages.order_by("-locale__language_code", "path"))
