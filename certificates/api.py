"""The door to certificates for other apps."""

from certificates.issuing.demonstration import (
    DemonstrationCredential,
    Officers,
    begin_diplomas_for_demonstration,
    demonstration_credentials,
    end_some_for_demonstration,
    ready_graduate_for_demonstration,
    ready_school_for_demonstration,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.operations import issue_credential
from certificates.issuing.policies import visible_to
from certificates.issuing.presentation import certificate_card
from certificates.issuing.queries import (
    award_of_credential,
    explain_numbers,
    find_credential_of,
    is_in_force,
    list_credentials_of,
    list_unissued_completions,
    verify_address,
)
from certificates.issuing.register.checking import has_findings
from certificates.issuing.register.tasks import checkpoint as publish_register
from certificates.referrals.consent.queries import count_waiting as count_consents_waiting
from certificates.referrals.demonstration import offer_work_for_demonstration, wish_for_demonstration
from certificates.referrals.followup.demonstration import Callers, Left, follow_up_for_demonstration
from certificates.referrals.followup.queries import count_of
from certificates.referrals.outcomes.demonstration import PlacedBy, place_for_demonstration
from certificates.referrals.sheets.demonstration import refer_for_demonstration

__all__ = [
    "Callers",
    "Credential",
    "CredentialKind",
    "CredentialState",
    "DemonstrationCredential",
    "Left",
    "Officers",
    "PlacedBy",
    "award_of_credential",
    "begin_diplomas_for_demonstration",
    "certificate_card",
    "demonstration_credentials",
    "end_some_for_demonstration",
    "explain_numbers",
    "count_consents_waiting",
    "count_of",
    "find_credential_of",
    "follow_up_for_demonstration",
    "has_findings",
    "is_in_force",
    "issue_credential",
    "list_credentials_of",
    "list_unissued_completions",
    "offer_work_for_demonstration",
    "place_for_demonstration",
    "publish_register",
    "ready_graduate_for_demonstration",
    "ready_school_for_demonstration",
    "refer_for_demonstration",
    "verify_address",
    "wish_for_demonstration",
    "visible_to",
]
