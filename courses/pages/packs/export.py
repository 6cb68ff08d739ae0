"""Sends a programme out as one file. A pack holds keys of examination items, so each export is written down."""

from datetime import datetime

from django.db import transaction

from courses.catalog.api import ProgrammeVersion
from courses.pages.audit_actions import AuditAction
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import collect_pack
from courses.pages.packs.reader import read_pack
from lms.core import audit
from lms.core.actor import Actor


def export_pack(*, version: ProgrammeVersion, actor: Actor, now: datetime) -> bytes:
    """Return the file of a pack with this version, read once as whoever imports it will read it.

    :raises PackIncomplete: lessons without a published Chinese page.
    :raises PackError: something in the installation could not be imported again; the message names it.
    """
    files = collect_pack(version)
    pack = read_pack(files)
    with transaction.atomic(durable=True):
        audit.record(
            actor=actor,
            action=AuditAction.EXPORT_PACK,
            target=version,
            after={"code": pack.code, "sha256": pack.sha256},
            now=now,
        )
    return write_archive(code=pack.code, files=files, made_at=now)
