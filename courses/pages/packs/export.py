"""Sends a programme out as one file. A pack holds keys of examination items, so each export is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion
from courses.pages.audit_actions import AuditAction
from courses.pages.authoring.checks import check_pages
from courses.pages.errors import PackIncomplete
from courses.pages.models import LessonPage
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import collect_pack
from courses.pages.packs.errors import PackError
from courses.pages.packs.page_values import LOCALES
from courses.pages.packs.reader import read_pack
from lms.core import audit
from lms.core.actor import Actor


@dataclass(frozen=True, slots=True)
class MadePack:
    """The file of a pack, with the code of the pack and the hash of its content; `planned` has no page to send."""

    content: bytes
    code: str
    sha256: str
    planned: tuple[str, ...] = ()


def export_pack(*, version: ProgrammeVersion, actor: Actor, now: datetime) -> MadePack:
    """Return a pack with this version, and write down that its file was made.

    :raises PackIncomplete: lessons with an English page and no Chinese one, or a file that is gone.
    :raises PackError: something in the installation could not be imported again; the message names it.
    """
    made = make_pack(version=version, now=now)
    with transaction.atomic(durable=True):
        record_export(made=made, version=version, actor=actor, now=now)
    return made


def make_pack(*, version: ProgrammeVersion, now: datetime) -> MadePack:
    """Return the file of a pack with this version, read once as whoever imports it will read it; writes nothing.

    :raises PackIncomplete: lessons with an English page and no Chinese one, or a file that is gone.
    :raises PackError: something in the installation could not be imported again; the message names it.
    """
    files = collect_pack(version)
    try:
        pack = read_pack(files)
    except PackError as error:
        lessons = [name for name in files if name.startswith("lessons/")]
        reasons = broken_lessons(PurePosixPath(name).stem for name in lessons)
        if not reasons:
            raise
        words = _("The file was not made: some lessons have to be put right first.")
        raise PackIncomplete(words, reasons=reasons) from error
    planned = tuple(lesson["code"] for lesson in pack.planned)
    return MadePack(write_archive(code=pack.code, files=files, made_at=now), pack.code, pack.sha256, planned)


def broken_lessons(codes: Iterable[str]) -> list[str]:
    """Return what stops the published pages of these lessons, as their authors read it, the lesson's title in front."""
    rows = LessonPage.objects.live().filter(
        lesson__code__in=list(codes), locale__language_code__in=LOCALES.values()
    )
    pages = list(rows.select_related("lesson", "locale").order_by("lesson__code", "-locale__language_code"))
    words = _("Lesson “%(title)s”: %(problem)s")
    return [
        words % {"title": checked.page.title, "problem": problem}
        for checked in check_pages(pages)
        for problem in checked.errors
    ]


def record_export(*, made: MadePack, version: ProgrammeVersion, actor: Actor, now: datetime) -> None:
    """Write down that a file with keys of items was made; inside the caller's transaction."""
    after = {"code": made.code, "sha256": made.sha256}
    audit.record(actor=actor, action=AuditAction.EXPORT_PACK, target=version, after=after, now=now)
