"""Loads a pack, whole or not at all: catalogue version, items, rubrics, examination schemes, pages. Idempotent."""

import hashlib
from datetime import datetime
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import transaction

from courses.catalog.api import ProgrammeVersion, load_programme_version
from courses.pages.audit_actions import AuditAction
from courses.pages.models import PackRelease, Picture
from courses.pages.operations import keep_circuits
from courses.pages.packs.reader import Files, Pack, read_pack
from courses.pages.packs.sources import circuit_specs
from courses.pages.packs.tree import LOCALES, show_pack
from lms.core import audit
from lms.core.actor import Actor
from lms.exams.api import NewScheme, load_items, load_rubrics, load_scheme, load_topics, record_reviews


def load_pack(*, files: Files, actor: Actor, now: datetime) -> PackRelease:
    """Bring the pack into this installation; the same content again changes nothing.

    :raises PackError: the pack is unusable; nothing was loaded.
    :raises VersionInUse: the plan changed under a published version number.
    :raises DrawingFailed: the drawing program did not answer; run it again.
    """
    pack = read_pack(files)
    known = PackRelease.objects.filter(code=pack.code, sha256=pack.sha256).first()
    if known is not None:
        return known
    keep_circuits(circuit_specs(pack.lessons))
    with transaction.atomic(durable=True):
        version = _load_records(pack, actor=actor, now=now)
        pictures = {name: _picture(name, content).pk for name, content in pack.drawings.items()}
        for language in LOCALES:
            show_pack(pack, version, language, pictures)
        release = PackRelease.objects.create(
            code=pack.code, version=version, sha256=pack.sha256, loaded_at=now
        )
        audit.record(actor=actor, action=AuditAction.LOAD_PACK, target=release, now=now)
    return release


def _load_records(pack: Pack, *, actor: Actor, now: datetime) -> ProgrammeVersion:
    version = load_programme_version(plan=pack.plan, actor=actor, now=now)
    load_topics(topics=list(pack.topics), actor=actor, now=now)
    load_items(bank_items=list(pack.items), actor=actor, now=now)
    load_rubrics(rubrics=pack.rubrics, actor=actor, now=now)
    for scheme in pack.schemes:
        load_scheme(scheme=NewScheme(**scheme), actor=actor, now=now)
    record_reviews(reviews=pack.reviews, actor=actor, now=now)
    return version


def _picture(name: str, content: bytes) -> Picture:
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()  # Wagtail's own file_hash
    known = Picture.objects.filter(file_hash=digest).first()
    if known is not None:
        return known
    stem = Path(name).stem
    picture = Picture(
        title=stem, file=ContentFile(content, name=f"{stem}-{digest[:8]}.svg"), file_hash=digest
    )
    picture.save()
    return picture
