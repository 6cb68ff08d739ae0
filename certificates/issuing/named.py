"""Who somebody is by the certificates, beside the records; told to the correction of a person below, too."""

from django.urls import reverse
from django.utils.translation import gettext

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.payload import Award
from certificates.issuing.policies import staff_sees
from certificates.issuing.queries import award_of_credential
from lms.accounts.api import Person, User
from lms.enrolments.api import Particulars, PrintedPaper, particulars_of, particulars_text

# One that is being made has its content already.
BEARING = (CredentialState.ISSUED, CredentialState.RESERVED)


def papers_of(person: Person, reader: User) -> list[PrintedPaper]:
    """Return the certificates of a person that are in force or being made, and what they say; two queries."""
    rows = Credential.objects.filter(person=person.pk, state__in=BEARING).order_by("awarded_date", "pk")
    read = set(staff_sees(reader).filter(person=person.pk).values_list("pk", flat=True))
    return [
        PrintedPaper(
            f"{row.get_kind_display()} {row.number_id}",
            _says(award_of_credential(row)),
            row.awarded_date,
            reverse("certificates:credential", args=[row.uuid]) if row.pk in read else "",
        )
        for row in rows
    ]


def name_on(credential: Credential) -> str:
    """Return the name that is printed, and that of the records beside it where they have another."""
    printed, recorded = award_of_credential(credential).name, credential.person.full_name
    if printed == recorded:
        return printed
    return gettext("%(name)s (in the records: %(recorded)s)") % {"name": printed, "recorded": recorded}


def records_otherwise(credential: Credential) -> str:
    """Return what but the name the records say otherwise than the certificate, in a line; "" where they agree."""
    says = _says(award_of_credential(credential))
    return particulars_text(particulars_of(credential.person).otherwise_than(says)._replace(name=""))


def _says(award: Award) -> Particulars:
    return Particulars(award.name, award.sex, award.birth_date, award.identity)
