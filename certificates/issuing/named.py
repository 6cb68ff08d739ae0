"""Whose name stands on certificates, told to the correction of a person below: what is printed stays as it is."""

from django.urls import reverse

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.policies import staff_sees
from certificates.issuing.queries import award_of_credential
from lms.accounts.api import Person, User
from lms.enrolments.api import PrintedPaper

# One that is being made has its content already.
BEARING = (CredentialState.ISSUED, CredentialState.RESERVED)


def papers_of(person: Person, reader: User) -> list[PrintedPaper]:
    """Return the certificates of a person that are in force or being made, with the name on them; two queries."""
    rows = Credential.objects.filter(person=person.pk, state__in=BEARING).order_by("awarded_date", "pk")
    read = set(staff_sees(reader).filter(person=person.pk).values_list("pk", flat=True))
    return [
        PrintedPaper(
            f"{row.get_kind_display()} {row.number_id}",
            award_of_credential(row).name,
            row.awarded_date,
            reverse("certificates:credential", args=[row.uuid]) if row.pk in read else "",
        )
        for row in rows
    ]
