"""What people hold of certificates issued here, told to the completion audit below."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.db.models import Q

from certificates.issuing.models import Credential, CredentialKind, CredentialState
from certificates.issuing.rules import last_valid_day
from lms.core.clock import local_date
from lms.enrolments.api import Held

KINDS = {
    CredentialKind.TRAINING_CERTIFICATE: "training",
    CredentialKind.DIPLOMA: "diploma",
    CredentialKind.SKILL_LEVEL: "skill_level",
    CredentialKind.STUDY_COMPLETION: "other",
    CredentialKind.STUDY_RECORD: "other",
}


def certificates_held(person_ids: Sequence[int]) -> Mapping[int, Sequence[Held]]:
    """Return the certificates in force of these people, and revoked diplomas with their last day. One query."""
    in_force = Q(state=CredentialState.ISSUED, kind__in=list(KINDS))
    revoked = Q(state=CredentialState.REVOKED, kind=CredentialKind.DIPLOMA)
    rows = Credential.objects.filter(in_force | revoked, person__in=list(person_ids))
    held: dict[int, list[Held]] = {}
    for row in rows.select_related("definition", "enrolment__version__programme__occupation").defer(
        "payload", "token"
    ):
        held.setdefault(row.person_id, []).append(_held(row))
    return held


def _held(row: Credential) -> Held:
    programme = row.enrolment.version.programme
    last = last_valid_day(row.awarded_date, row.definition.valid_months)
    if row.ended_at is not None:
        last = local_date(row.ended_at) - timedelta(days=1)
    return Held(
        str(row.uuid),
        KINDS[CredentialKind(row.kind)],
        programme.occupation.title_zh if programme.occupation else programme.title_zh,
        row.awarded_date,
        expires=last,
        name=f"{row.get_kind_display()} · {programme.title}",
        enrolment=row.enrolment_id,
    )
