"""The certificates of a demonstration: what `manage.py demo --json` tells of them, and a graduation day to try."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.core.files.storage import storages

from certificates.issuing.batches.models import BatchState
from certificates.issuing.batches.operations import approve_batch, prepare_batch
from certificates.issuing.batches.together import add_transcripts
from certificates.issuing.ending.content import Wanted
from certificates.issuing.ending.operations import approve_request, request_ending
from certificates.issuing.ending.rules import Ending, Reason
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.numbers.models import NumberPool
from certificates.issuing.numbers.operations import NewPool, open_pool
from certificates.issuing.portraits.operations import keep_portrait
from certificates.issuing.prints.operations import Delivery, receive_blanks, record_print, spoil_blank
from certificates.issuing.queries import award_of_credential, verify_address
from certificates.issuing.studies.operations import set_schooling
from courses.catalog.api import Programme
from lms.core.actor import Actor
from lms.enrolments.api import Enrolment
from lms.organisations.api import School

_KEYS = uuid.UUID("5f0a5c1e-2b7d-4f0e-8a53-6f1d9f0c7a20")
KIND = CredentialKind.DIPLOMA
PATTERNS = {
    KIND: "469901{YY}{NNNN}",
    CredentialKind.STUDY_COMPLETION: "469901J{YY}{NNNN}",
    CredentialKind.STUDY_RECORD: "469901Y{YY}{NNNN}",
    CredentialKind.SKILL_LEVEL: "S000046990001{YY}{L}{NNNNNN}",
}
FIRST, LAST = 1, 900
BLANKS, PRINTED, SCHOOL_YEARS = 60, 5, 3


@dataclass(frozen=True, slots=True)
class DemonstrationCredential:
    """One issued credential: its number, the holder's name, the address of the public answer, the file."""

    number: str
    holder: str
    verify_url: str
    document: Path


@dataclass(frozen=True, slots=True)
class Officers:
    """The two issuing officers without whom nothing is issued or ended."""

    one: Actor
    other: Actor


def demonstration_credentials() -> list[DemonstrationCredential]:
    """Return the credentials in force, oldest first; for a demonstration on local files only."""
    rows = Credential.objects.filter(state=CredentialState.ISSUED).order_by("pk")
    return [
        DemonstrationCredential(
            number=row.number_id,
            holder=award_of_credential(row).name,
            verify_url=verify_address(row),
            document=Path(storages["documents"].path(row.document_name)),
        )
        for row in rows
    ]


def ready_school_for_demonstration(
    school: School, programme: Programme, officers: Officers, *, now: datetime
) -> None:
    """Open the pools of numbers that are missing, say how long the programme takes, and count blank diplomas in.

    One of these is spoiled.
    """
    about = {"school": school, "programme": programme, "years": SCHOOL_YEARS}
    set_schooling(**about, actor=officers.one, now=now)
    for kind, pattern in PATTERNS.items():
        if not NumberPool.objects.filter(school=school, kind=kind).exists():
            open_pool(NewPool(school, kind, pattern, FIRST, LAST), actor=officers.one, now=now)
    ends = "DEMO-0001", f"DEMO-{BLANKS:04d}"
    delivery = Delivery(school, KIND, *ends, "示范印刷厂送货单 0001", _key("blanks"))
    stock = receive_blanks(delivery, actor=officers.one, now=now)
    if not stock.sheets.exists():
        spoiled = {"blank_number": f"DEMO-{BLANKS:04d}", "reason": "打印机卡纸"}
        spoil_blank(stock_uuid=stock.uuid, **spoiled, actor=officers.one, now=now)


def ready_graduate_for_demonstration(
    graduate: Enrolment, photograph: bytes, officers: Officers, *, now: datetime
) -> None:
    """Keep a photograph; again changes nothing."""
    keep_portrait(graduate, content=photograph, actor=officers.one, now=now)


def begin_diplomas_for_demonstration(
    graduates: Sequence[Enrolment], officers: Officers, *, now: datetime
) -> None:
    """Let one officer prepare a batch of diplomas with transcripts and the other approve it; jobs issue them."""
    if Credential.objects.filter(enrolment__in=graduates).exists():
        return
    batch = prepare_batch(graduates, kind=KIND, key=_key("batch"), actor=officers.one, now=now)
    if batch.state == BatchState.PREPARED:
        if not hasattr(batch, "transcripts"):
            add_transcripts(batch_uuid=batch.uuid, actor=officers.one, now=now)
        approve_batch(batch_uuid=batch.uuid, actor=officers.other, now=now)


def end_some_for_demonstration(graduates: Sequence[Enrolment], officers: Officers, *, now: datetime) -> None:
    """Print some of the diplomas; revoke the last one, replace the one before; jobs make the new one."""
    rows = Credential.objects.filter(enrolment__in=graduates, kind=KIND, state=CredentialState.ISSUED)
    issued = list(rows.order_by("enrolment"))
    if len(issued) < len(graduates) or any(row.ending_requests.exists() or row.replaces_id for row in issued):
        return
    for number, row in enumerate(issued[:PRINTED], start=1):
        blank = f"DEMO-{number:04d}"
        record_print(credential_uuid=row.uuid, blank_number=blank, actor=officers.one, now=now)
    *_others, lost, wrong = issued
    for row, wanted in (
        (wrong, Wanted(Ending.REVOKE, Reason.ISSUED_IN_ERROR, "复核时发现有一门课的成绩登记错了（演示）")),
        (lost, Wanted(Ending.REPLACE, Reason.LOST, "本人书面申请（演示）")),
    ):
        key = _key(wanted.reason)
        asked = request_ending(credential_uuid=row.uuid, wanted=wanted, key=key, actor=officers.one, now=now)
        approve_request(request_uuid=asked.uuid, actor=officers.other, now=now)


def _key(name: str) -> uuid.UUID:
    return uuid.uuid5(_KEYS, name)
