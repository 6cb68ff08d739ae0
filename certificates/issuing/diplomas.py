"""What became of the diploma of who completed, told to the completion audit and to the desk of classes below."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from certificates.issuing.batches.models import BatchEntry, EntryState
from certificates.issuing.batches.policies import batches_of
from certificates.issuing.batches.queries import last_of
from certificates.issuing.models import Credential, CredentialKind, CredentialState
from courses.catalog.api import ProgrammeKind
from lms.accounts.api import User
from lms.core.clock import local_date
from lms.enrolments.api import DiplomaTold, Enrolment, EnrolmentState

KIND = CredentialKind.DIPLOMA
TO_COME = (EntryState.WAITING, EntryState.FAILED)


class Diplomas:
    """Tells it of the certificates (`enrolments.completion.diplomas.DiplomaDesk`)."""

    def told(self, enrolments: Sequence[Enrolment], *, reader: User) -> Mapping[int, DiplomaTold]:
        asked = [
            row
            for row in enrolments
            if row.state == EnrolmentState.COMPLETED and row.version.programme.kind == ProgrammeKind.DIPLOMA
        ]
        keys = [row.pk for row in asked]
        known, batches = (last_of(keys, KIND), _batches_of(keys, reader)) if keys else ({}, {})
        return {row.pk: _told(row, known.get(row.pk), batches.get(row.pk)) for row in asked}

    def due(self) -> QuerySet[Enrolment]:
        made = Credential.objects.filter(kind=KIND).exclude(state=CredentialState.VOID)
        completed = Enrolment.objects.filter(
            state=EnrolmentState.COMPLETED, version__programme__kind=ProgrammeKind.DIPLOMA
        )
        placed = _in_batches().values("enrolment")
        return completed.exclude(pk__in=made.values("enrolment")).exclude(pk__in=placed)

    def address(self, *, school: UUID, cohort: UUID) -> str:
        return _prepare(school=school, cohort=cohort)


def _in_batches() -> QuerySet[BatchEntry]:
    return BatchEntry.objects.filter(kind=KIND, is_live=True, state__in=TO_COME)


def _batches_of(keys: Sequence[int], reader: User) -> dict[int, str]:
    """Return by enrolment where its batch is opened, empty where somebody of it is at a site of others."""
    rows = _in_batches().filter(enrolment__in=keys).values_list("enrolment", "batch", "batch__uuid")
    batches = {batch for _key, batch, _uuid in rows}
    seen = set(batches_of(reader).filter(pk__in=batches).values_list("pk", flat=True)) if batches else set()
    return {
        key: reverse("batch_desk:batch", args=[uuid]) if batch in seen else "" for key, batch, uuid in rows
    }


def _prepare(**wanted: UUID) -> str:
    return f"{reverse('batch_desk:prepare')}?{urlencode({'kind': KIND.value, **wanted})}"


def _told(row: Enrolment, credential: Credential | None, batch: str | None) -> DiplomaTold:
    if batch is not None:
        words = _("The diploma is in a batch and not issued yet.")
        return DiplomaTold(words, batch, _("Open the batch"))
    if credential is None:
        words = _("Entitled to the diploma, which is not issued yet.")
        where = _prepare(school=row.school.uuid, programme=row.version.programme.uuid)
        return DiplomaTold(words, where, _("Prepare a batch"), is_due=True)
    page = reverse("certificates:credential", args=[credential.uuid])
    return DiplomaTold(_of(credential), page, _("Open the certificate"))


def _of(credential: Credential) -> str:
    said = {"number": credential.number_id}
    if credential.ended_at is not None:
        said["day"] = local_date(credential.ended_at).isoformat()
        return _("The diploma %(number)s was revoked on %(day)s.") % said
    if credential.issued_at is None:
        return _("The diploma %(number)s is being prepared.") % said
    said["day"] = local_date(credential.issued_at).isoformat()
    return _("The diploma %(number)s was issued on %(day)s.") % said
