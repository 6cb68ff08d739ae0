"""Sends a programme out as one file. A pack holds keys of examination items, so each export is written down."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from courses.catalog.api import ProgrammeVersion
from courses.pages.audit_actions import AuditAction
from courses.pages.packs.archive import write_archive
from courses.pages.packs.collector import collect_pack
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
    pack = read_pack(files)
    planned = tuple(lesson["code"] for lesson in pack.planned)
    return MadePack(write_archive(code=pack.code, files=files, made_at=now), pack.code, pack.sha256, planned)


def record_export(*, made: MadePack, version: ProgrammeVersion, actor: Actor, now: datetime) -> None:
    """Write down that a file with keys of items was made; inside the caller's transaction."""
    after = {"code": made.code, "sha256": made.sha256}
    audit.record(actor=actor, action=AuditAction.EXPORT_PACK, target=version, after=after, now=now)
