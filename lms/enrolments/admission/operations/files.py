"""A file of an admission: kept sealed, read by a worker, corrected, confirmed, and its people admitted all or none."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.crypto import decrypt, encrypt
from lms.core.errors import Conflict
from lms.core.models import Job
from lms.core.transfers import steps
from lms.core.transfers.files import DamagedFile, KeptFiles
from lms.core.transfers.steps import NewTransfer, Step, add_with_file
from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.enrolments.admission import rules
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import AdmissionFile, FileState
from lms.enrolments.admission.operations.admitting import Origin, admit_lines, lock_site
from lms.enrolments.admission.planning import Plan, plan_of
from lms.enrolments.admission.rules import Given
from lms.enrolments.admission.workbooks import MOST_BYTES, SheetRow, as_json, from_json, read_people
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import AdmissionNotFound, FileEnded, FileNotReady, FileTooLarge, TooManyFiles
from lms.organisations.api import Site

READ_JOB, ADMIT_JOB = "enrolments.read_admissions", "enrolments.admit_file"
KEPT = timedelta(days=3)  # over a weekend
MOST_OPEN = 5
FILES = KeptFiles("admissions", "sealed")
# What was read is kept sealed in the row, so the file itself is needed by the reader only.
WAY = steps.Way(rules.STEPS, frozenset({rules.READING}), FILES)
WORKER = Actor.system("worker")
_SEAL = "admission-file"


def receive_file(*, new: NewTransfer, file: File, site: Site, actor: Actor, now: datetime) -> AdmissionFile:
    """Keep a workbook, sealed, and ask for a look at it; the same form sent twice is one file.

    :raises FileTooLarge: it is larger than the platform reads.
    :raises TooManyFiles: this person has others that wait.
    """
    known = AdmissionFile.objects.filter(key=new.key, by=new.by).first()
    if known is not None:
        return known
    if (file.size or 0) > MOST_BYTES:
        raise FileTooLarge(_("This file is larger than the platform reads."), field="file")
    row = AdmissionFile(
        **new.about(file, actor=actor, now=now, kept=KEPT),
        site=site,
    )
    sealed = encrypt(base64.b64encode(file.read()).decode(), context=_SEAL)
    if not add_with_file(row, ContentFile(sealed.encode()), FILES, partial(_add, actor=actor, now=now)):
        return AdmissionFile.objects.get(key=new.key, by=new.by)
    return row


def _add(row: AdmissionFile, *, actor: Actor, now: datetime) -> None:
    with transaction.atomic(durable=True):
        User.objects.select_for_update().get(pk=row.by_id)  # two forms at once count each other
        if AdmissionFile.objects.filter(by=row.by, state__in=rules.WITH_FILE).count() >= MOST_OPEN:
            words = _("%(number)s files of yours wait already. Confirm or cancel one of them first.")
            raise TooManyFiles(words % {"number": MOST_OPEN})
        row.save()
        audit.record(actor=actor, action=AuditAction.BRING_ADMISSIONS, target=row, now=now)
        steps.ask_for(READ_JOB, row, 1, now=now)


def read_file(*, uuid: UUID, seen: Seen | None, now: datetime) -> None:
    """Read the file and keep its rows, sealed, or why it is refused. Again it changes nothing."""
    row = AdmissionFile.objects.get(uuid=uuid)
    if row.state != FileState.READING:
        return
    values: dict[str, Any]
    try:
        rows = read_people(_content(row), seen)
        state, values = FileState.READY, {"rows": _sealed(rows)}
    except UnreadableFile as error:
        state, values = FileState.REFUSED, {"problem": error.code, "detail": error.detail[:200]}
    except DamagedFile:
        state, values = FileState.REFUSED, {"problem": "damaged"}
    with transaction.atomic(durable=True):
        locked = _lock(uuid)
        if locked.state == FileState.READING:
            steps.take_step(
                locked, Step(state, AuditAction.READ_ADMISSIONS), WAY, actor=WORKER, now=now, **values
            )


def _content(row: AdmissionFile) -> bytes:
    with FILES.open(row.uuid, row.sha256) as file:
        return base64.b64decode(decrypt(file.read().decode(), context=_SEAL))


def _sealed(rows: list[SheetRow]) -> str:
    """Return rows as text; the field seals it."""
    return json.dumps(as_json(rows), ensure_ascii=False, separators=(",", ":"))


def rows_of(row: AdmissionFile) -> list[SheetRow]:
    """Return what was read of a file and corrected since."""
    return from_json(json.loads(row.rows or "[]"))


def plan_of_file(row: AdmissionFile, *, now: datetime) -> Plan:
    """Return what would become of a file's rows now."""
    return plan_of(rows_of(row), site=row.site, today=local_date(now))


@dataclass(frozen=True, slots=True)
class Corrections:
    """What somebody typed instead, by the row's place in the file and the question; rows left out and taken again.

    `alike` is typed once for every wrong row that says there what the named row says.
    """

    texts: Mapping[tuple[int, Column], str]
    left_out: frozenset[int] = frozenset()
    taken_again: frozenset[int] = frozenset()
    alike: Mapping[tuple[int, Column], str] = field(default_factory=dict)


def correct_file(
    *, uuid: UUID, revision: int, corrections: Corrections, actor: Actor, now: datetime
) -> AdmissionFile:
    """Keep corrections; the records and the other rows are looked at anew.

    :raises FileNotReady: it was corrected since it was shown, or is being worked on.
    :raises FileEnded: it is not kept any more.
    """
    with transaction.atomic(durable=True):
        row = _lock_shown(uuid, revision, now=now)
        rows = rows_of(row)
        alike = _places_alike(row, corrections.alike, now=now) if corrections.alike else []
        for (place, column), text in corrections.texts.items():
            if 0 <= place < len(rows) and rows[place].cells.get(column, Given()).text != text:
                rows[place].cells[column] = Given(text.strip())
            elif 0 <= place < len(rows) and rows[place].cells.get(column, Given()).damage:
                # Sent as it was: whoever looked at it and let it stand has read a merged cell, not lost digits.
                _let_stand(rows[place], column)
        for place, column, was, text in alike:
            if rows[place].cells.get(column, Given()).text == was:  # what was typed for one row goes before
                rows[place].cells[column] = Given(text.strip())
        for place in (*corrections.left_out, *corrections.taken_again):
            if 0 <= place < len(rows):
                rows[place].is_left_out = place in corrections.left_out
        step = Step(FileState.READY, AuditAction.CORRECT_ADMISSIONS)
        values = {
            "rows": _sealed(rows),
            "revision": row.revision + 1,
            "problem": "",
            "expires_at": now + KEPT,
        }
        steps.take_step(row, step, WAY, actor=actor, now=now, **values)
    return row


def _places_alike(
    row: AdmissionFile, alike: Mapping[tuple[int, Column], str], *, now: datetime
) -> list[tuple[int, Column, str, str]]:
    """Return the place, the question, what it says and what was typed for each wrong row of which that was said."""
    lines, found = plan_of_file(row, now=now).lines, []
    for (place, column), text in alike.items():
        if not 0 <= place < len(lines):
            continue
        was = lines[place].wrong_text(column)
        places = [at for at, line in enumerate(lines) if was is not None and line.wrong_text(column) == was]
        found += [(at, column, was or "", text) for at in places]
    return found


def _let_stand(row: SheetRow, column: Column) -> None:
    """Let a merged cell say what it says for its own row."""
    given = row.cells[column]
    if given.damage == "merged" and given.text:
        row.cells[column] = Given(given.text)


def confirm_file(
    *, uuid: UUID, revision: int, has_compared: bool = False, actor: Actor, now: datetime
) -> AdmissionFile:
    """Say yes to what was shown and have everybody admitted. Saying it twice changes nothing.

    `has_compared`: namesakes without identity numbers were compared with their documents.

    :raises FileNotReady: it was corrected since it was shown, something of it is still wrong, or namesakes were not
        compared.
    :raises FileEnded: it is not kept any more.
    """
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state in (FileState.ADMITTING, FileState.ADMITTED):
            return row
        _refuse_other(row, revision, now=now)
        plan = plan_of_file(row, now=now)
        if plan.wrong:
            raise FileNotReady(_("Something is still wrong. Correct what is marked, or leave the row out."))
        if not plan.to_admit and not plan.done:
            raise FileNotReady(_("Nobody is left to admit."))
        if plan.namesakes and not has_compared:
            raise FileNotReady(
                _(
                    "Some people have the name of somebody else and no identity number. Compare them first, and tick "
                    "that."
                )
            )
        step = Step(FileState.ADMITTING, AuditAction.CONFIRM_ADMISSIONS)
        values = {"confirmed_at": now, "revision": row.revision + 1, "role": actor.role}
        steps.take_step(row, step, WAY, actor=actor, now=now, **values)
        steps.ask_for(ADMIT_JOB, row, row.revision, now=now)
    return row


def admit_file(*, uuid: UUID, now: datetime) -> None:
    """Admit the people of a confirmed file, all or none. Again, it changes nothing.

    What changed in the records since the confirmation sends the file back to who confirmed it.
    """
    try:
        _admit(uuid, now)
    except Conflict:
        # A number was taken at another site in the same moment; nothing of the file was kept.
        with transaction.atomic(durable=True):
            row = _lock(uuid)
            if row.state == FileState.ADMITTING:
                _send_back(row, now)


def _admit(uuid: UUID, now: datetime) -> None:
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state != FileState.ADMITTING:
            return
        site = lock_site(row.site)
        plan = plan_of_file(row, now=now)
        if plan.wrong:
            _send_back(row, now)
            return
        by = User.objects.get(pk=row.by_id)
        actor = Actor(by.uuid, row.role)
        admitted = admit_lines(plan.to_admit, origin=Origin(site, by=by, file=row), actor=actor, now=now)
        step = Step(FileState.ADMITTED, AuditAction.END_ADMISSIONS)
        steps.take_step(row, step, WAY, actor=actor, now=now, rows="", admitted=len(admitted))


def _send_back(row: AdmissionFile, now: datetime) -> None:
    step = Step(FileState.READY, AuditAction.READ_ADMISSIONS)
    steps.take_step(row, step, WAY, actor=WORKER, now=now, problem="changed", expires_at=now + KEPT)


def discard_file(*, uuid: UUID, actor: Actor, now: datetime) -> AdmissionFile:
    """Cancel: what was read goes at once. What is being admitted or over stays as it is."""
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state in (FileState.READING, FileState.READY):
            step = Step(FileState.DISCARDED, AuditAction.END_ADMISSIONS)
            steps.take_step(row, step, WAY, actor=actor, now=now, rows="")
    return row


def note_fetched(*, uuid: UUID, actor: Actor, now: datetime) -> AdmissionFile:
    """Write down that somebody takes the rows away as a workbook, and return the file.

    :raises FileEnded: it is not kept any more.
    """
    with transaction.atomic(durable=True):
        row = _lock(uuid)
        if row.state != FileState.READY:
            raise FileEnded(_("This file is not kept any more. Send it again."))
        audit.record(actor=actor, action=AuditAction.FETCH_ADMISSIONS, target=row, now=now)
    return row


def tidy_files(*, now: datetime) -> None:
    """Let files expire that nobody confirmed, and delete kept files that belong to nothing."""
    kept = list(FILES.list_kept())
    late = AdmissionFile.objects.filter(state__in=(FileState.READING, FileState.READY), expires_at__lte=now)
    for uuid in late.values_list("uuid", flat=True):
        with transaction.atomic(durable=True):
            row = _lock(uuid)
            if row.state in (FileState.READING, FileState.READY) and row.expires_at <= now:
                step = Step(FileState.EXPIRED, AuditAction.END_ADMISSIONS)
                steps.take_step(row, step, WAY, actor=WORKER, now=now, rows="")
    needed = AdmissionFile.objects.filter(state=FileState.READING)
    names = {FILES.name_of(uuid, sha256) for uuid, sha256 in needed.values_list("uuid", "sha256")}
    FILES.delete_strays(names, kept, now=now)


def job_of(row: AdmissionFile) -> Job | None:
    """Return the work that is being done on a file."""
    kind, round_ = (ADMIT_JOB, row.revision) if row.state == FileState.ADMITTING else (READ_JOB, 1)
    return Job.objects.filter(kind=kind, key=f"{row.uuid}:{round_}").first()


def _lock(uuid: UUID) -> AdmissionFile:
    row = AdmissionFile.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise AdmissionNotFound(_("There is nothing at this address."))
    return row


def _lock_shown(uuid: UUID, revision: int, *, now: datetime) -> AdmissionFile:
    row = _lock(uuid)
    _refuse_other(row, revision, now=now)
    return row


def _refuse_other(row: AdmissionFile, revision: int, *, now: datetime) -> None:
    """Refuse what is over, at work, or another reading than was shown."""
    if row.state in (FileState.READING, FileState.ADMITTING):
        raise FileNotReady(_("This file is being worked on. Wait until that is done."))
    if row.state != FileState.READY or row.expires_at <= now:
        raise FileEnded(_("This file is not kept any more. Send it again."))
    if row.revision != revision:
        raise FileNotReady(_("This file was corrected since, perhaps in another window. Look at it first."))
