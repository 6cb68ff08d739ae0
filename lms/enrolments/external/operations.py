"""Writes about outside certificates. Lock order: the person or the certificate first, the audit chain last."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.accounts.api import Person, reasons_against_resident_id
from lms.core import audit
from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.crypto import lookup_hash
from lms.core.written_files import keep_once_committed, store, taken_back_on_failure
from lms.enrolments.audit_actions import AuditAction
from lms.enrolments.errors import (
    CertificateKnown,
    CertificateNotFound,
    CertificateStruckOut,
    ClientKeyReused,
    UnusableCertificate,
    UnusableScan,
)
from lms.enrolments.external import rules
from lms.enrolments.external.losses import lose
from lms.enrolments.external.models import (
    CertificateReview,
    CertificateScan,
    CertificateVerification,
    ExternalCertificate,
    StruckCertificate,
    VerificationResult,
)
from lms.enrolments.external.rules import Kind, Paper
from lms.enrolments.external.scans import Scan, ScanRefused, checked_scan
from lms.enrolments.external.words import number_text, paper_text, scan_text
from lms.enrolments.models import Enrolment
from lms.enrolments.operations import complete_counted, lock_enrolments

IDENTITY_PURPOSE = "enrolments.outside_certificate"
FOLDER = "outside-certificates"


@dataclass(frozen=True, slots=True)
class NewCertificate:
    """What stands on a paper. `is_as_on_paper` says that somebody compared a number of an unusual form with it."""

    person: Person
    kind: str
    occupation: str
    level: int | None
    number: str
    issuer: str
    issued: date
    client_key: UUID
    expires: date | None = None
    review_due: date | None = None
    is_as_on_paper: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """What the issuing side was asked, and what it said."""

    means: str
    source: str
    result: str
    asked: date
    by_name: str
    note: str = ""


def record_certificate(*, new: NewCertificate, actor: Actor, now: datetime) -> ExternalCertificate:
    """Keep what stands on a paper; the same request with the same client key returns the same row.

    :raises UnusableCertificate: something cannot be, or the number has an unusual form and nobody compared it.
    :raises CertificateKnown: it is recorded already, for this person or another one.
    :raises ClientKeyReused: the key came before with another certificate.
    """
    with transaction.atomic(durable=True):
        person = Person.objects.select_for_update().get(pk=new.person.pk)
        paper = _paper_of(new, person)
        key = lookup_hash(rules.identity_of(paper), purpose=IDENTITY_PURPOSE)
        known = ExternalCertificate.objects.filter(client_key=new.client_key).first()
        if known is not None:
            if (known.person_id, known.identity_hash) != (person.pk, key):
                raise ClientKeyReused(_("This request was sent before with other contents. Reload the page."))
            return known
        odd = _refuse(new, paper, today=local_date(now))
        row = _written(new, paper, key, has_right_form=not odd, now=now)
        after = {"kind": row.kind, "issued": row.issued_date.isoformat(), "form": row.has_right_form}
        audit.record(actor=actor, action=AuditAction.RECORD_CERTIFICATE, target=row, after=after, now=now)
    return row


def _paper_of(new: NewCertificate, person: Person) -> Paper:
    ends, review = (new.expires, new.review_due)
    if new.kind == Kind.SPECIAL_OPERATION:
        usual_end, usual_review = rules.licence_days(new.issued)
        ends, review = ends or usual_end, review or usual_review
    return Paper(
        kind=new.kind,
        number=rules.plain_number(new.number),
        occupation=rules.plain_name(new.occupation),
        level=new.level,
        issued=new.issued,
        expires=ends,
        review_due=review,
        holder_number=person.resident_id,
        issuer=rules.plain_name(new.issuer),
        born=person.birth_date,
    )


def _refuse(new: NewCertificate, paper: Paper, *, today: date) -> list[str]:
    """Return what is unusual about the number when somebody compared it with the paper.

    :raises UnusableCertificate: something cannot be, or nobody compared.
    """
    for reason in rules.reasons_against_paper(paper, today=today):
        field, words = paper_text(reason)
        raise UnusableCertificate(words, field=field)
    for field, value in (
        ("number", paper.number),
        ("occupation", paper.occupation),
        ("issuer", paper.issuer),
    ):
        if not value:
            raise UnusableCertificate(_("Fill in what stands on the paper."), field=field)
    odd = rules.reasons_against_number(paper)
    if paper.kind == Kind.SPECIAL_OPERATION and not odd:
        odd = ["wrong_identity"] if reasons_against_resident_id(paper.number[1:], today=today) else []
    if "other_holder" in odd:
        raise UnusableCertificate(number_text("other_holder"), field="number")
    if odd and not new.is_as_on_paper:
        words = " ".join(number_text(reason) for reason in odd)
        raise UnusableCertificate(words, field="number")
    return odd


def _written(
    new: NewCertificate, paper: Paper, key: str, *, has_right_form: bool, now: datetime
) -> ExternalCertificate:
    words = _("This certificate is recorded already. A number belongs to one paper.")
    if ExternalCertificate.objects.filter(identity_hash=key, struck_at=None).exists():
        raise CertificateKnown(words, field="number")
    row = ExternalCertificate(
        person=new.person,
        kind=paper.kind,
        occupation=paper.occupation,
        level=paper.level,
        number=paper.number,
        identity_hash=key,
        has_right_form=has_right_form,
        issuer=paper.issuer,
        issued_date=paper.issued,
        expires_date=paper.expires,
        review_due_date=paper.review_due,
        recorded_at=now,
        client_key=new.client_key,
    )
    try:
        _insert(row)
    except IntegrityError:  # the same paper for another person, at the same moment
        raise CertificateKnown(words, field="number") from None
    return row


def _insert(row: ExternalCertificate) -> None:
    with transaction.atomic():
        row.save(force_insert=True)


def verify_certificate(*, uuid: UUID, asked: Asked, actor: Actor, now: datetime) -> CertificateVerification:
    """Keep what the issuing side said; a later answer is a further row. What is not confirmed any more counts no more.

    :raises CertificateNotFound: there is none.
    :raises CertificateStruckOut: it does not count any more.
    :raises UnusableCertificate: asked before the issue or in the future, or nowhere.
    """
    with transaction.atomic(durable=True):
        _lock_enrolments_of_holder(uuid)
        row = _locked(uuid)
        if not row.issued_date <= asked.asked <= local_date(now):
            raise UnusableCertificate(_("It was asked between the day of issue and today."), field="asked")
        if not asked.source.strip():
            raise UnusableCertificate(_("Write where it was asked."), field="source")
        answer = CertificateVerification.objects.create(
            certificate=row,
            means=asked.means,
            source=asked.source.strip(),
            result=asked.result,
            asked_date=asked.asked,
            note=asked.note.strip(),
            by_name=asked.by_name,
            actor_uuid=actor.user_uuid,
            at=now,
        )
        after = {"means": answer.means, "result": answer.result}
        audit.record(actor=actor, action=AuditAction.VERIFY_CERTIFICATE, target=row, after=after, now=now)
        if answer.result != VerificationResult.CONFIRMED:
            lose(row, _("The issuing side does not confirm the certificate."), actor=actor, now=now)
        complete_counted(person_id=row.person_id, actor=actor, now=now)
    return answer


def _lock_enrolments_of_holder(uuid: UUID) -> None:
    """Lock the enrolments that the certificate may complete or gives credits to: before it, as everywhere."""
    holder = ExternalCertificate.objects.filter(uuid=uuid).values("person")
    lock_enrolments(Enrolment.objects.filter(person__in=holder).values_list("pk", flat=True))


def record_review(*, uuid: UUID, reviewed: date, note: str, actor: Actor, now: datetime) -> CertificateReview:
    """Keep that the authority reviewed a licence; the same day again is the same row.

    :raises CertificateNotFound: there is none.
    :raises CertificateStruckOut: it does not count any more.
    :raises UnusableCertificate: it needs no review, or the day cannot be.
    """
    with transaction.atomic(durable=True):
        row = _locked(uuid)
        if row.review_due_date is None:
            raise UnusableCertificate(_("Papers of this kind are not reviewed."), field="reviewed")
        if not row.issued_date < reviewed <= local_date(now):
            raise UnusableCertificate(
                _("The review was after the issue and not in the future."), field="reviewed"
            )
        review, created = CertificateReview.objects.get_or_create(
            certificate=row,
            reviewed_date=reviewed,
            defaults={"note": note.strip(), "actor_uuid": actor.user_uuid, "at": now},
        )
        if created:
            audit.record(actor=actor, action=AuditAction.REVIEW_CERTIFICATE, target=row, now=now)
    return review


def keep_scan(*, uuid: UUID, data: bytes, actor: Actor, now: datetime) -> CertificateScan:
    """Keep a picture of the paper in the private store; the same picture again is the same row.

    :raises UnusableScan: it is no picture that can be kept.
    :raises CertificateNotFound: there is none.
    :raises CertificateStruckOut: it does not count any more.
    """
    try:
        scan = checked_scan(data)
    except ScanRefused as refusal:
        raise UnusableScan(scan_text(str(refusal)), field="scan") from None
    with taken_back_on_failure(), transaction.atomic(durable=True):
        keep_once_committed()
        row = _locked(uuid)
        known = row.scans.filter(sha256=scan.sha256).first()
        return known or _kept(row, scan, actor=actor, now=now)


def _kept(row: ExternalCertificate, scan: Scan, *, actor: Actor, now: datetime) -> CertificateScan:
    name = f"{FOLDER}/{row.uuid.hex}/{scan.sha256}.{scan.extension}"
    kept = CertificateScan.objects.create(
        certificate=row,
        file=store(default_storage, name, ContentFile(scan.content)),
        kind=scan.media_type,
        sha256=scan.sha256,
        size=len(scan.content),
        at=now,
    )
    audit.record(actor=actor, action=AuditAction.KEEP_CERTIFICATE_SCAN, target=row, now=now)
    return kept


def note_reading(*, scan: CertificateScan, actor: Actor, now: datetime) -> None:
    """Write down that somebody looked at a scan: the paper shows what pages mask."""
    with transaction.atomic(durable=True):
        audit.record(actor=actor, action=AuditAction.READ_CERTIFICATE_SCAN, target=scan.certificate, now=now)


def strike_certificate(*, uuid: UUID, reason: str, actor: Actor, now: datetime) -> ExternalCertificate:
    """Strike out what was recorded wrongly: it stays to be seen, and its number is free again.

    Neither it nor credits that it gave count any more.

    :raises CertificateNotFound: there is none.
    :raises CertificateStruckOut: it was struck out before.
    :raises UnusableCertificate: nobody says why.
    """
    if not reason.strip():
        raise UnusableCertificate(_("Write the reason."), field="reason")
    with transaction.atomic(durable=True):
        _lock_enrolments_of_holder(uuid)
        row = _locked(uuid)
        row.struck_at = now
        row.save(update_fields=["struck_at"])
        StruckCertificate.objects.create(
            certificate=row, reason=reason.strip(), at=now, actor_uuid=actor.user_uuid
        )
        audit.record(
            actor=actor, action=AuditAction.STRIKE_CERTIFICATE, target=row, reason=reason.strip(), now=now
        )
        lose(row, _("The certificate was struck out."), actor=actor, now=now)
    return row


def _locked(uuid: UUID) -> ExternalCertificate:
    row = ExternalCertificate.objects.select_for_update().filter(uuid=uuid).first()
    if row is None:
        raise CertificateNotFound(_("There is nothing at this address."))
    if row.struck_at is not None:
        raise CertificateStruckOut(_("This certificate was struck out and does not count any more."))
    return row
