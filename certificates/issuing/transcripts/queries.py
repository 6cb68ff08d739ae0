"""What stands on the transcript that is printed for somebody as the records are now, to be signed by hand."""

from dataclasses import dataclass
from datetime import date, datetime

from certificates.issuing.errors import NotIssuable
from certificates.issuing.models import Credential, CredentialState
from certificates.issuing.studies.queries import years_at
from certificates.issuing.studies.rules import STUDIED
from certificates.issuing.studies.words import transcript_refused_text
from certificates.issuing.transcripts.records import records_by
from certificates.issuing.transcripts.rules import Records
from courses.catalog.api import ProgrammeKind
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment


@dataclass(frozen=True, slots=True)
class TranscriptSheet:
    """Everything that the paper shows of one enrolment on a day."""

    enrolment: Enrolment
    began: date
    ended: date | None
    years: int
    records: Records
    today: date
    certificate: Credential | None  # in force, of these studies


def transcript_sheet(enrolment: Enrolment, *, now: datetime) -> TranscriptSheet:
    """Return the transcript of an enrolment on a diploma programme as it stands now; the queries are few and fixed.

    :raises NotIssuable: for programmes of other kinds, which have no transcript.
    """
    if enrolment.version.programme.kind != ProgrammeKind.DIPLOMA:
        raise NotIssuable(transcript_refused_text())
    today = local_date(now)
    ended = enrolment.completed_at or enrolment.withdrawn_at
    return TranscriptSheet(
        enrolment=enrolment,
        began=local_date(enrolment.enrolled_at),
        ended=local_date(ended) if ended else None,
        years=years_at(enrolment),
        records=records_by([enrolment], today=today)[enrolment.pk],
        today=today,
        certificate=_in_force(enrolment),
    )


def _in_force(enrolment: Enrolment) -> Credential | None:
    """Return the certificate of these studies that is in force: by its number the paper can be compared outside."""
    rows = Credential.objects.filter(enrolment=enrolment, kind__in=STUDIED, state=CredentialState.ISSUED)
    return rows.defer("payload").first()
