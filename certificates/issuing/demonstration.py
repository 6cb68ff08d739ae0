"""What `manage.py demo --json` tells of the issued credentials of a demonstration."""

from dataclasses import dataclass
from pathlib import Path

from django.core.files.storage import storages

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import award_of_credential, verify_address


@dataclass(frozen=True, slots=True)
class DemonstrationCredential:
    """One issued credential: its number, the holder's name, the address of the public answer, the file."""

    number: str
    holder: str
    verify_url: str
    document: Path


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
