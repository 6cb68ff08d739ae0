"""Reads of credentials, and the explanation of every number that was taken."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from certificates.issuing import payload
from certificates.issuing.errors import CredentialNotFound
from certificates.issuing.models import Credential, CredentialState, PublishedCredential, RegisterNumber
from certificates.issuing.public_records import hash_of_name
from certificates.issuing.studies.rules import SUPPLEMENTS
from courses.catalog.api import ProgrammeKind
from lms.enrolments.api import Enrolment, EnrolmentState

HELD = (CredentialState.ISSUED, CredentialState.REVOKED, CredentialState.REPLACED)


def list_credentials_of(person_id: int | None) -> QuerySet[Credential]:
    """Return what a person holds or held, newest first; what is still being prepared is left out."""
    if person_id is None:
        return Credential.objects.none()
    return Credential.objects.filter(person_id=person_id, state__in=HELD).select_related("school")


def list_in_force(person_id: int | None, *, today: date) -> list[Credential]:
    """Return the awards of a person that nothing ended, and whose last day has not passed; newest first.

    Transcripts are none: they go with an award.
    """
    held = list_credentials_of(person_id).filter(state=CredentialState.ISSUED)
    rows = held.exclude(kind__in=SUPPLEMENTS).order_by("-awarded_date", "-pk")
    return [row for row in rows if is_in_force(row, today=today)]


def is_in_force(credential: Credential, *, today: date) -> bool:
    """Return whether nothing ended a credential and its last day has not passed."""
    return credential.state == CredentialState.ISSUED and not award_of_credential(credential).is_over(today)


def holders_among(person_ids: Collection[int], *, today: date) -> set[int]:
    """Return who of these people holds a certificate in force, transcripts left out; one query."""
    held = Credential.objects.filter(person__in=person_ids, state=CredentialState.ISSUED)
    rows = held.exclude(kind__in=SUPPLEMENTS)
    return {row.person_id for row in rows if not award_of_credential(row).is_over(today)}


def find_credential_of(enrolment_uuid: UUID) -> Credential | None:
    """Return the award of an enrolment, in whatever state it is."""
    rows = Credential.objects.filter(enrolment__uuid=enrolment_uuid).exclude(kind__in=SUPPLEMENTS)
    return rows.order_by("-pk").first()


def list_unissued_completions() -> QuerySet[Enrolment]:
    """Return the completed enrolments whose credential is missing or not finished: what a crash left.

    One that was given up on purpose is not asked for again, and diploma programmes end with what a batch issues.
    """
    finished = Credential.objects.exclude(state=CredentialState.RESERVED).values("enrolment")
    return (
        Enrolment.objects.filter(state=EnrolmentState.COMPLETED)
        .exclude(pk__in=finished)
        .exclude(version__programme__kind=ProgrammeKind.DIPLOMA)
        .order_by("-completed_at")
    )


def award_of_credential(credential: Credential) -> payload.Award:
    """Return the frozen content."""
    return payload.from_bytes(credential.payload)


def bearing_name(name: str) -> QuerySet[Credential]:
    """Return the credentials that were issued with this whole name; the records may have another by now."""
    found = PublishedCredential.objects.filter(name_hash=hash_of_name(name))
    return Credential.objects.filter(number__in=found.values("number"))


def name_now(credential: Credential) -> str:
    """Return the name in the records where it is another one than on the certificate, else ""."""
    name = credential.person.full_name
    return "" if name == award_of_credential(credential).name else name


def verify_address(credential: Credential) -> str:
    """Return the address of the public answer, as a person may open it."""
    return f"{award_of_credential(credential).verify_at}/v/{credential.token}/"


def explain_numbers() -> dict[str, str]:
    """Return every taken number with what became of it; an empty text is a gap that nobody can explain.

    Of a number that was taken in vain the reason is told, too.
    """
    rows = RegisterNumber.objects.order_by("reserved_at", "pk")
    told = rows.values_list("number", "credential__state", "void__reason")
    return {
        number: (state or "") if reason is None else f"{state}: {reason}" for number, state, reason in told
    }


def get_visible(credentials: QuerySet[Credential], uuid: UUID) -> Credential:
    """Return one of the credentials that a user may see.

    :raises CredentialNotFound: when it is not there, or not for this person.
    """
    credential = credentials.select_related("school", "person").filter(uuid=uuid).first()
    if credential is None:
        raise CredentialNotFound
    return credential
