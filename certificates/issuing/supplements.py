"""What goes with an award: a transcript is in force only beside a certificate of its studies, and ends with it.

Lock order: the awards of the studies by their keys, then the transcript.
"""

from django.db.models import QuerySet
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


def hold_studies(credential: Credential) -> None:
    """Hold all certificates of the studies that one belongs to: of two that end at once the later sees the other ended.

    What was neither awarded by studies nor goes with them is left alone.
    """
    if credential.kind not in STUDIED | SUPPLEMENTS:
        return
    rows = Credential.objects.select_for_update().filter(enrolment=credential.enrolment_id, kind__in=STUDIED)
    list(rows.order_by("pk").values_list("pk"))


def ending_with(credential: Credential) -> QuerySet[Credential]:
    """Return what would end with a certificate in force: its transcript, unless another award of the studies stays.

    The caller holds the studies.
    """
    rows = Credential.objects.filter(enrolment=credential.enrolment_id, state=CredentialState.ISSUED)
    stays = rows.filter(kind__in=STUDIED).exclude(pk=credential.pk)
    if credential.kind not in STUDIED or stays.exists():
        return Credential.objects.none()
    return rows.filter(kind__in=SUPPLEMENTS).order_by("pk")
