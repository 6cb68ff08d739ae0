"""What a certificate would say, looked at before a number is used up: refused, or shown as a void preview."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext as _

from certificates.issuing import payload
from certificates.issuing.documents.content import preview_of
from certificates.issuing.documents.printing import document_of_award, refuse_unprintable
from certificates.issuing.documents.rendering import renderer_of
from certificates.issuing.emblems.printing import with_emblems
from certificates.issuing.errors import NotIssuable
from certificates.issuing.kinds.models import CredentialKind, KindDefinition
from certificates.issuing.kinds.queries import definition_on, refuse_incomplete, refuse_unready
from certificates.issuing.places import betraying_among
from certificates.issuing.studies.facts import Facts
from certificates.issuing.studies.queries import facts_of, outcomes_of, refuse_unfit
from certificates.issuing.transcripts.rules import Records
from lms.core.clock import local_date
from lms.enrolments.api import Enrolment, get_enrolment

PREVIEW_NUMBER = "0" * 12  # no pool and no rule gives it
PLACEHOLDER = "W" * 30  # as long and as wide as numbers may be


def refuse_unissuable(enrolment_uuid: UUID, kind: CredentialKind, *, now: datetime) -> None:
    """Refuse before anything is used up; raises what `reserve_credential` raises, but for the number."""
    today, enrolment = local_date(now), get_enrolment(enrolment_uuid)
    definition = definition_on(kind, today)
    refuse_unready(definition)
    refuse_unissuable_by(definition, enrolment, fitting_facts(enrolment, kind, today=today))


def refuse_unissuable_by(
    definition: KindDefinition, enrolment: Enrolment, facts: Facts, *, barred: frozenset[str] | None = None
) -> None:
    """Refuse by what is known already; asks no database when the enrolment came with what it names.

    `barred` are the titles that no transcript may hold, where the caller has asked for these.
    """
    award = payload.award_of(enrolment, number=PLACEHOLDER, definition=definition, facts=facts)
    refuse_unissuable_award(definition, award, photograph=facts.photograph, barred=barred)


def refuse_unissuable_award(
    definition: KindDefinition,
    award: payload.Award,
    *,
    photograph: bytes = b"",
    barred: frozenset[str] | None = None,
) -> None:
    """Refuse what a certificate would say, whatever its number will be; raises as `reserve_successor`.

    `barred` is as in `refuse_unissuable_by`.
    """
    refuse_unready(definition)
    refuse_incomplete(definition, award)
    if award.records is not None:
        _refuse_titles(award.records, barred)
    refuse_unprintable(replace(award, number=PLACEHOLDER), photograph=photograph)


def preview_credential(
    enrolment: Enrolment, kind: CredentialKind, *, now: datetime, is_certified: bool = False
) -> bytes:
    """Return what the document would be now, visibly void; nothing is used up and no key comes near it.

    `is_certified` is as in `fitting_facts`.

    :raises Refused: as `reserve_credential` does.
    """
    definition, today = definition_on(kind, local_date(now)), local_date(now)
    refuse_unready(definition)
    facts = fitting_facts(enrolment, kind, today=today, is_certified=is_certified)
    refuse_unissuable_by(definition, enrolment, facts)
    award = payload.award_of(enrolment, number=PREVIEW_NUMBER, definition=definition, facts=facts)
    return preview_award(award, photograph=facts.photograph)


def preview_award(award: payload.Award, *, photograph: bytes = b"") -> bytes:
    """Return the document of a content, visibly void and under a number that nobody has.

    :raises NotPrintable: when a text cannot be printed.
    """
    numbered = replace(award, number=PREVIEW_NUMBER)
    document = with_emblems(document_of_award(numbered, token="", photograph=photograph), award)
    document = preview_of(document)
    return renderer_of(document).print(document)


def _refuse_titles(records: Records, barred: frozenset[str] | None) -> None:
    """Refuse titles that a school chose freely and that tell where or why somebody learnt (I3).

    :raises NotIssuable: naming the first of them.
    """
    if barred is None:
        barred = betraying_among(records.titles)
    for title in records.titles:
        if title in barred:
            raise NotIssuable(
                _(
                    "A course or examination is called “%(title)s”. A transcript never tells where or why somebody "
                    "learnt."
                )
                % {"title": title}
            )


def fitting_facts(enrolment: Enrolment, kind: str, *, today: date, is_certified: bool = False) -> Facts:
    """Return what the kind prints besides. `is_certified`: a certificate of these studies is to be issued before.

    :raises NotIssuable: when the kind is not for this enrolment as it stands today.
    """
    outcomes = outcomes_of([enrolment], kind, today=today)
    refuse_unfit(kind, enrolment, outcomes.get(enrolment.pk, ""), is_certified=is_certified)
    return facts_of([enrolment], kind, today=today, outcomes=outcomes)[enrolment.pk]
