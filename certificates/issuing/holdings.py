"""What people hold of certificates issued here, told to the completion audit below."""

from collections.abc import Mapping, Sequence

from certificates.issuing.models import Credential, CredentialKind, CredentialState
from certificates.issuing.rules import last_valid_day
from lms.enrolments.api import Held

KINDS = {
    CredentialKind.TRAINING_CERTIFICATE: "training",
    CredentialKind.DIPLOMA: "diploma",
    CredentialKind.SKILL_LEVEL: "skill_level",
    CredentialKind.STUDY_COMPLETION: "other",
    CredentialKind.STUDY_RECORD: "other",
}


def certificates_held(person_ids: Sequence[int]) -> Mapping[int, Sequence[Held]]:
    """Return the certificates in force of these people; what was revoked or replaced is left out. One query."""
    rows = Credential.objects.filter(
        person__in=list(person_ids), state=CredentialState.ISSUED, kind__in=list(KINDS)
    )
    held: dict[int, list[Held]] = {}
    for row in rows.select_related("definition", "enrolment__version__programme__occupation").defer(
        "payload", "token"
    ):
        programme = row.enrolment.version.programme
        occupation = programme.occupation.title_zh if programme.occupation else programme.title_zh
        name = f"{row.get_kind_display()} · {programme.title}"
        one = Held(
            str(row.uuid),
            KINDS[CredentialKind(row.kind)],
            occupation,
            row.awarded_date,
            expires=last_valid_day(row.awarded_date, row.definition.valid_months),
            name=name,
        )
        held.setdefault(row.person_id, []).append(one)
    return held
