"""What goes with an award: a transcript is in force only beside a certificate of its studies, and ends with it.

Lock order: the award first, then its transcript.
"""

from django.utils.translation import gettext as _

from certificates.issuing.errors import WrongState
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.studies.rules import STUDIED, SUPPLEMENTS


def hold_award(credential: Credential) -> None:
    """Hold the certificate that a transcript goes with: nobody ends it before the caller's commit. Others have none.

    :raises WrongState: when none is in force.
    """
    if credential.kind not in SUPPLEMENTS:
        return
    rows = Credential.objects.select_for_update().filter(
        enrolment=credential.enrolment_id, kind__in=STUDIED, state=CredentialState.ISSUED
    )
    # Whoever waited for one that was being replaced finds nothing, and at a second look what was issued in its place.
    if not any(rows.first() for _look in range(2)):
        raise WrongState(_("The certificate that this transcript goes with is not in force."))


def hold_supplements(credential: Credential) -> list[Credential]:
    """Return, held, what is in force beside a certificate that the caller holds, and ends with it."""
    if credential.kind not in STUDIED:
        return []
    rows = Credential.objects.select_for_update().filter(
        enrolment=credential.enrolment_id, kind__in=SUPPLEMENTS, state=CredentialState.ISSUED
    )
    return list(rows.order_by("pk"))
