"""What loading a pack would do, without doing it."""

from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from courses.catalog.api import Lesson, ProgrammeVersion
from courses.pages.packs.errors import PackError
from courses.pages.packs.loader import load_records, standing_release
from courses.pages.packs.reader import Files, Pack, read_pack
from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import taken_back_on_failure
from lms.exams.api import compare_items, files_with_drawings


@dataclass(frozen=True, slots=True)
class PackPreview:
    """What a pack holds, and how much of it this installation has already."""

    code: str
    programme: str
    title: dict[str, str]
    version: int
    sha256: str
    is_loaded: bool
    version_exists: bool
    lessons: int
    new_lessons: int
    planned_lessons: int
    items: int
    new_items: int
    changed_items: int
    reviewed_items: int
    rubrics: int
    drawings: int
    recordings: int
    handouts: int

    def as_dict(self) -> dict[str, Any]:
        """Return the values for JSON."""
        return asdict(self)


def preview_pack(files: Files, *, now: datetime) -> PackPreview:
    """Read a pack and compare it with what is here; nothing is kept.

    Catalogue, bank, rubrics and schemes are loaded and taken back, so that whatever would refuse them refuses here.

    :raises PackError: the pack is unusable; every refusal of `load_pack` too.
    """
    pack = read_pack(files)
    _try(pack, now=now)
    codes = [lesson["code"] for lesson in pack.lessons]
    known = Lesson.objects.filter(code__in=codes).count()
    bank = compare_items(pack.items)
    numbered = ProgrammeVersion.objects.filter(programme__code=pack.plan.code, number=pack.plan.number)
    return PackPreview(
        code=pack.code,
        programme=pack.plan.code,
        title=pack.plan.title,
        version=pack.plan.number,
        sha256=pack.sha256,
        is_loaded=standing_release(pack) is not None,
        version_exists=numbered.exists(),
        lessons=len(codes),
        new_lessons=len(codes) - known,
        planned_lessons=len(pack.planned),
        items=len(pack.items),
        new_items=len(bank.new),
        changed_items=len(bank.changed),
        reviewed_items=len({review.item for review in pack.reviews}),
        rubrics=len(pack.rubrics),
        drawings=len(pack.drawings),
        recordings=len(pack.attachments.recordings),
        handouts=len(pack.attachments.handouts),
    )


class _TakenBack(Exception):
    """Ends a load that was only tried: its rows and its files go."""


def _try(pack: Pack, *, now: datetime) -> None:
    """Load and take back.

    :raises PackError: a value is of a kind or size that its place in the catalogue or the bank does not take.
    """
    files = files_with_drawings((*pack.items, *pack.lent_items), pack.item_pictures)
    try:
        with suppress(_TakenBack), taken_back_on_failure(), transaction.atomic():
            with audit.at_the_end():
                load_records(pack, files, actor=Actor.system("preview"), now=now)
            raise _TakenBack
    except (TypeError, ValueError, OverflowError, IntegrityError, DataError) as error:
        words = _("A value is of another kind than a pack has there: %(error)s")
        raise PackError(words % {"error": error}) from error
