"""What issuing tells of a person's file: certificates with their numbers, and those that were revoked."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.queries import HELD, award_of_credential
from lms.enrolments.api import Enrolment, Happening, HappeningKind


def tell_credentials(enrolments: Sequence[Enrolment]) -> Iterator[Happening]:
    """Tell of what was issued for these enrolments; one query, and one for each of somebody who had another name."""
    rows = Credential.objects.filter(enrolment__in=enrolments, state__in=HELD).select_related(
        "school", "person"
    )
    for row in rows.defer("payload", "token", "person__resident_id"):
        parts = [row.get_kind_display(), row.number_id, row.school.name]
        if row.state != CredentialState.ISSUED:
            parts.append(_("not in force any more"))
        if row.person.former_names and (name := award_of_credential(row).name) != row.person.full_name:
            # Who checks the number has to type the name that the certificate bears.
            parts.append(_("issued to %(name)s") % {"name": name})
        text = " · ".join(map(str, parts))
        yield Happening(row.awarded_date, HappeningKind.CERTIFICATE, text, row.enrolment_id)
