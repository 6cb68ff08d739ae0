"""What a worker does with an upload: check it and show what it would change; load it. Both may be done twice."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.utils.translation import gettext as _

from courses.catalog.api import lock_programme
from courses.pages.audit_actions import AuditAction
from courses.pages.errors import ExaminationRunning
from courses.pages.models import PackRelease
from courses.pages.packs.archive import read_archive
from courses.pages.packs.differences import basis_of, differences_of, in_each_language
from courses.pages.packs.loader import load_pack, refuse_during_examination
from courses.pages.packs.preview import PackPreview, preview_pack
from courses.pages.packs.reader import read_pack
from courses.pages.transfers import storage
from courses.pages.transfers.models import LoadResult, PackLoad, PackUpload, UploadState
from courses.pages.transfers.operations.steps import CHECK_JOB, ask_for, lock_upload, take_step
from lms.accounts.api import User
from lms.core.actor import Actor
from lms.core.errors import Busy, DomainError

Report = Callable[[int], None]
WORKER = Actor.system("worker")


class _Stale(Exception):
    """Something here was changed since the preview."""


# What a pack of a stranger runs into; anything else is a fault of ours, and the job is tried again.
REFUSALS = (DomainError, ValidationError, DataError)


def check_upload(*, uuid: UUID, now: datetime, report: Report) -> None:
    """Check the file and keep what it would change, or why it cannot be used; then it waits for somebody's yes."""
    row = PackUpload.objects.get(uuid=uuid)
    if row.state != UploadState.CHECKING:
        return
    try:
        facts, shown = _preview_of(row, now=now, report=report)
    except Busy:
        raise  # nothing is wrong with the pack: the job is done again
    except REFUSALS as error:
        reasons = _why_refused(row, error, now=now)
        _refuse(uuid, reasons, UploadState.CHECKING, now=now)
        return
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state != UploadState.CHECKING:
            return
        values: dict[str, Any] = {
            **shown,
            "reasons": {},
            "release": PackRelease.objects.filter(code=facts.code, sha256=facts.sha256).first(),
        }
        state = UploadState.UNCHANGED if facts.is_loaded else UploadState.READY
        take_step(row, state, AuditAction.CHECK_PACK, actor=WORKER, now=now, **values)
        if facts.is_loaded:
            _note(row, LoadResult.UNCHANGED, row.by, now=now)


def _preview_of(row: PackUpload, *, now: datetime, report: Report) -> tuple[PackPreview, dict[str, Any]]:
    files = _files_of(row)
    report(1)
    facts = preview_pack(files, now=now)
    report(2)
    basis = basis_of(facts.programme)  # before comparing: what is written meanwhile was not compared
    found = {} if facts.is_loaded else {"differences": differences_of(read_pack(files)).as_dict()}
    return facts, {"preview": {"facts": facts.as_dict(), **found}, "basis": basis}


def _files_of(row: PackUpload) -> dict[str, bytes]:
    with storage.open_kept(row.uuid, row.sha256) as file:
        return read_archive(file)


def _why_refused(row: PackUpload, error: Exception, *, now: datetime) -> dict[str, list[str]]:
    """Return the reasons in each language. Errors are said, not kept: the check is done again to hear them."""

    def say() -> list[str]:
        try:
            _preview_of(row, now=now, report=lambda _step: None)
        except REFUSALS as again:
            return reasons_of(again)
        return reasons_of(error)  # only writing the pages finds it

    return in_each_language(say)


def reasons_of(error: Exception) -> list[str]:
    """Return why a pack was refused, in sentences."""
    if isinstance(error, DomainError):
        return [error.message, *error.reasons]
    if isinstance(error, ValidationError):
        return [_("A page cannot be kept: %(why)s") % {"why": " ".join(error.messages)}]
    return [_("A text or number in the pack is longer or larger than can be kept.")]


def load_upload(*, uuid: UUID, now: datetime, report: Report) -> None:
    """Load a confirmed upload, whole or not at all, on behalf of who confirmed it, and keep what came of it."""
    row = PackUpload.objects.select_related("confirmed_by").get(uuid=uuid)
    if row.state != UploadState.LOADING:
        return
    try:
        if not _is_own_load(row):
            _refuse_stale(row)
        refuse_during_examination()
        release = _load(row, now=now, report=report)
    except Busy:
        raise
    except _Stale:
        _check_again(uuid, now=now)
    except ExaminationRunning as error:
        _put_back(uuid, error, now=now)
    except REFUSALS as error:
        reasons = _why_refused(row, error, now=now)
        _refuse(uuid, reasons, UploadState.LOADING, now=now)
    else:
        _settle(uuid, release, now=now)


def _load(row: PackUpload, *, now: datetime, report: Report) -> PackRelease:
    files = _files_of(row)
    report(1)
    return load_pack(
        files=files,
        actor=_confirmer(row),
        now=now,
        report=lambda step: report(1 + step),
        before_writing=lambda: _refuse_overtaken(row),
    )


def _refuse_overtaken(row: PackUpload) -> None:
    """Refuse what is stale now; another load that is writing at this moment ends first."""
    lock_programme(row.preview["facts"]["programme"])
    _refuse_stale(row)


def _refuse_stale(row: PackUpload) -> None:
    if basis_of(row.preview["facts"]["programme"]) != row.basis:
        raise _Stale


def _confirmer(row: PackUpload) -> Actor:
    by = row.confirmed_by
    return Actor(user_uuid=by.uuid if by else None, role=row.confirmed_role)


def _is_own_load(row: PackUpload) -> bool:
    """Return whether an earlier attempt of this job loaded the pack and died before it could say so."""
    newest = PackLoad.objects.filter(programme=row.preview["facts"]["programme"]).first()
    if newest is None or newest.sha256 != row.preview["facts"]["sha256"]:
        return False
    return newest.upload_id is None and newest.by_id == row.confirmed_by_id


def _check_again(uuid: UUID, *, now: datetime) -> None:
    """Something here was changed first: what was confirmed is not what loading would do now."""
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state != UploadState.LOADING:
            return
        row.round += 1
        take_step(row, UploadState.CHECKING, AuditAction.CHECK_PACK, actor=WORKER, now=now, round=row.round)
        ask_for(CHECK_JOB, row, row.round, now=now)


def _put_back(uuid: UUID, error: DomainError, *, now: datetime) -> None:
    """An examination began after the yes: the upload waits for another one."""
    reasons = in_each_language(lambda: [_examination_words(error)])
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state != UploadState.LOADING:
            return
        take_step(row, UploadState.READY, AuditAction.REFUSE_PACK, actor=WORKER, now=now, reasons=reasons)


def _examination_words(error: DomainError) -> str:
    try:
        refuse_during_examination()
    except ExaminationRunning as again:
        return again.message
    return error.message


def _refuse(uuid: UUID, reasons: dict[str, Any], state: UploadState, *, now: datetime) -> None:
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state != state:
            return
        take_step(row, UploadState.REFUSED, AuditAction.REFUSE_PACK, actor=WORKER, now=now, reasons=reasons)
        _note(row, LoadResult.REFUSED, row.confirmed_by or row.by, now=now)


def _settle(uuid: UUID, release: PackRelease, *, now: datetime) -> None:
    with transaction.atomic(durable=True):
        row = lock_upload(uuid)
        if row.state != UploadState.LOADING:
            return
        own = PackLoad.objects.filter(
            sha256=release.sha256, at=release.loaded_at, by=row.confirmed_by, upload__isnull=True
        ).first()
        state = UploadState.LOADED if own is not None else UploadState.UNCHANGED
        take_step(
            row,
            state,
            AuditAction.END_PACK_UPLOAD,
            actor=WORKER,
            now=now,
            release=release,
            reasons={},
        )
        if own is None:
            _note(row, LoadResult.UNCHANGED, row.confirmed_by, now=now)
        else:
            own.upload = row
            own.save(update_fields=["upload"])


def _note(row: PackUpload, result: LoadResult, by: User | None, *, now: datetime) -> None:
    """Write the line of the history for an upload that loaded nothing."""
    facts = row.preview.get("facts", {})
    PackLoad.objects.create(
        at=now,
        by=by,
        role=row.confirmed_role or row.role,
        result=result,
        code=facts.get("code", ""),
        programme=facts.get("programme", ""),
        number=facts.get("version"),
        sha256=facts.get("sha256", ""),
        upload=row,
    )
