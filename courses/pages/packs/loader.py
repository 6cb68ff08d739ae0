"""Loads a pack, whole or not at all: catalogue version, items, rubrics, examination schemes, pages. Idempotent."""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from courses.catalog.api import ProgrammeVersion, load_programme_version
from courses.pages.audit_actions import AuditAction
from courses.pages.errors import ExaminationRunning
from courses.pages.indexing import indexed_together
from courses.pages.models import LessonPage, PackLoad, PackRelease, Picture
from courses.pages.operations import keep_circuits
from courses.pages.packs.attachments import keep_attachments
from courses.pages.packs.errors import PackError
from courses.pages.packs.names_here import as_named_here
from courses.pages.packs.page_values import LOCALES
from courses.pages.packs.picture_words import PictureWords, file_name_for, words_of_pictures
from courses.pages.packs.reader import Files, Pack, read_pack
from courses.pages.packs.sources import circuit_specs
from courses.pages.packs.tree import show_pack
from courses.pages.packs.yaml_files import mapping
from courses.pages.transfers.models import LoadResult
from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.written_files import keep_once_committed, taken_back_on_failure
from lms.exams.api import (
    NewScheme,
    bank_of,
    files_with_drawings,
    is_any_attempt_running,
    keep_admission_rule,
    load_items,
    load_practical_scheme,
    load_rubrics,
    load_scheme,
    load_topics,
    lock_schemes,
    newest_versions,
    practice_faults,
    record_reviews,
    topics_of_bank,
)

Report = Callable[[int], None]


def refuse_during_examination() -> None:
    """Refuse to hold the database for a while where somebody's answers have to be written.

    :raises ExaminationRunning: somebody is being examined.
    """
    if is_any_attempt_running():
        raise ExaminationRunning(
            _("An examination is running. Import the pack when everybody has handed in.")
        )


def load_pack(
    *,
    files: Files,
    actor: Actor,
    now: datetime,
    report: Report = lambda _step: None,
    before_writing: Callable[[], None] = lambda: None,
) -> PackRelease:
    """Bring the pack into this installation; what stands here already changes nothing.

    Loading takes a while, in which nobody else can write on SQLite: not while an examination runs. `report` hears of
    each step that is done: 1 read, 2 drawn; the third, which writes, is one transaction. `before_writing` may refuse at
    its beginning: reading and drawing took a while.

    :raises PackError: the pack is unusable; nothing was loaded.
    :raises VersionInUse: the plan changed under a published version number.
    :raises DrawingFailed: the drawing program did not answer; run it again.
    """
    pack = read_pack(files)
    report(1)
    standing = standing_release(pack)
    if standing is not None:
        return standing
    keep_circuits(circuit_specs(pack.lessons))
    item_files = files_with_drawings((*pack.items, *pack.lent_items), pack.item_pictures)
    report(2)
    with taken_back_on_failure(), transaction.atomic(durable=True), audit.at_the_end():
        keep_once_committed()
        before_writing()
        version = load_records(pack, item_files, actor=actor, now=now)
        with indexed_together():
            pictures = _pictures(pack)
        files_of_blocks = pictures | keep_attachments(pack.attachments, actor=actor, now=now)
        for language in LOCALES:
            show_pack(pack, version, language, files_of_blocks)
        release, _again = PackRelease.objects.update_or_create(
            code=pack.code, sha256=pack.sha256, defaults={"version": version, "loaded_at": now}
        )
        _note_load(release, actor=actor, now=now)
        audit.record(actor=actor, action=AuditAction.LOAD_PACK, target=release, now=now)
    return release


def _note_load(release: PackRelease, *, actor: Actor, now: datetime) -> None:
    version = release.version
    PackLoad.objects.create(
        at=now,
        by=User.objects.filter(uuid=actor.user_uuid).first(),
        role=actor.role,
        result=LoadResult.LOADED,
        code=release.code,
        programme=version.programme.code,
        number=version.number,
        sha256=release.sha256,
    )


def standing_release(pack: Pack) -> PackRelease | None:
    """Return the release of this content, when it is the newest of its pack and its lessons still have pages."""
    newest = PackRelease.objects.filter(code=pack.code).order_by("-loaded_at").first()
    if newest is None or newest.sha256 != pack.sha256:
        return None
    codes = {lesson["code"] for lesson in pack.lessons}
    shown = LessonPage.objects.live().filter(lesson__code__in=codes, locale__language_code=LOCALES["zh"])
    return newest if set(shown.values_list("lesson__code", flat=True)) == codes else None


def is_loaded_by_another(*, files: Files, actor: Actor) -> bool:
    """Return whether the newest load of the pack's programme was somebody else's; of old loads nobody knows whose.

    :raises PackError: `pack.yaml` cannot be read.
    """
    programme = mapping(files, "pack.yaml").get("programme") or {}
    loads = PackLoad.objects.filter(programme=programme.get("code"), result=LoadResult.LOADED)
    newest = loads.first()
    return newest is not None and newest.role not in ("", actor.role)


def load_records(
    pack: Pack, item_files: Mapping[str, bytes], *, actor: Actor, now: datetime
) -> ProgrammeVersion:
    """Bring catalogue, bank, rubrics and schemes of a pack in; inside the caller's transaction.

    `item_files` are the pictures of items and the drawings of their circuits.
    """
    version = load_programme_version(plan=as_named_here(pack), actor=actor, now=now)
    lock_schemes([scheme["code"] for scheme in pack.schemes])
    load_topics(topics=list(pack.topics), actor=actor, now=now)
    load_items(bank_items=list(pack.items), files=item_files, actor=actor, now=now)
    _load_lent(pack, item_files, actor=actor, now=now)
    load_rubrics(rubrics=pack.rubrics, bank=pack.plan.code, actor=actor, now=now)
    for scheme in pack.schemes:
        load_scheme(scheme=NewScheme(**scheme), bank=pack.plan.code, actor=actor, now=now)
    for practical in pack.practicals:
        load_practical_scheme(scheme=practical, bank=pack.plan.code, actor=actor, now=now)
    for rule in pack.admission:
        keep_admission_rule(rule=rule, actor=actor, now=now)
    record_reviews(reviews=pack.reviews, actor=actor, now=now)
    return version


def _load_lent(pack: Pack, item_files: Mapping[str, bytes], *, actor: Actor, now: datetime) -> None:
    """Bring along what is missing here of the practice items of other banks; what is here stays as its bank has it.

    :raises PackError: an item that is here may not be shown in a lesson.
    """
    here = {version.item.code for version in newest_versions(item["code"] for item in pack.lent_items)}
    if unusable := sorted(code for code, fault in practice_faults(here).items() if fault):
        words = _("Lessons of the pack ask practice items that may not be shown here any more: %(codes)s.")
        raise PackError(words % {"codes": ", ".join(unusable)})
    banks = {bank_of(topic["code"]) for topic in pack.lent_topics}
    named = {topic.code for bank in banks for topic in topics_of_bank(bank)}
    unnamed = [topic for topic in pack.lent_topics if topic["code"] not in named]
    load_topics(topics=unnamed, actor=actor, now=now)
    load_items(bank_items=list(pack.lent_items), files=item_files, only_new=True, actor=actor, now=now)


def digest_of_picture(content: bytes) -> str:
    """Return by which Wagtail knows the content of a picture, its `file_hash`."""
    return hashlib.sha1(content, usedforsecurity=False).hexdigest()


def _pictures(pack: Pack) -> dict[str, int]:
    words = words_of_pictures(pack.drawings, pack.lessons)
    return {name: _picture(name, content, words[name]).pk for name, content in pack.drawings.items()}


def _picture(name: str, content: bytes, words: PictureWords) -> Picture:
    digest = digest_of_picture(content)
    known = Picture.objects.filter(file_hash=digest).first()
    if known is not None:
        return known
    stem = PurePosixPath(name).stem
    file = ContentFile(content, name=file_name_for(name, digest))
    title = (words.title if stem.isascii() else "") or stem
    picture = Picture(title=title, description=words.description, file=file, file_hash=digest)
    picture.save()
    return picture
