"""Completions and credentials for tests: `completed_enrolment(name=...)`, `issued_credential(name=...)`."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from certificates.api import Credential, issue_credential
from certificates.models import (
    BlankDelivery,
    BlankStock,
    Emblem,
    KindProposal,
    PrintedSheet,
    ShareLink,
    Wording,
)
from certificates.sharing.operations import Wanted, make_link
from courses.catalog.api import ProgrammeVersion
from lms.core.clock import local_date
from lms.core.ids import new_uuid
from lms.enrolments.api import Achievement, Enrolment, record_achievement
from lms.organisations.models import School, Site
from tests.factories.accounts import an_actor, trainee_at
from tests.factories.courses import a_version, enrol
from tests.factories.organisations import a_site

COMPLETED_AT = datetime(2026, 6, 30, 4, 0, tzinfo=UTC)
ISSUED_AT = datetime(2026, 6, 30, 4, 1, tzinfo=UTC)
NAME = "买买提·吐尔逊"


def enrolment_of(
    *, name: str = NAME, site: Site | None = None, version: ProgrammeVersion | None = None
) -> Enrolment:
    """Return a running enrolment of a new trainee of this name."""
    return enrol(trainee_at(site or a_site(), name=name), version or a_version())


def complete(enrolment: Enrolment) -> Enrolment:
    """Meet every requirement of the enrolment, as lessons and examination would."""
    for requirement in enrolment.version.requirements.all():
        met = Achievement(requirement, "tests.record", uuid4(), Decimal(100), is_met=True)
        with transaction.atomic():
            record_achievement(
                enrolment_uuid=enrolment.uuid, achievement=met, actor=an_actor(), now=COMPLETED_AT
            )
    enrolment.refresh_from_db()
    return enrolment


def completed_enrolment(*, name: str = NAME, site: Site | None = None) -> Enrolment:
    """Return a completed enrolment whose credential was not asked for yet."""
    return complete(enrolment_of(name=name, site=site))


def issue(enrolment_uuid: UUID) -> Credential:
    """Issue the credential of a completion, as the worker would."""
    return issue_credential(enrolment_uuid=enrolment_uuid, actor=an_actor(), now=ISSUED_AT)


def issued_credential(*, name: str = NAME, site: Site | None = None) -> Credential:
    """Return an issued credential with its document."""
    return issue(completed_enrolment(name=name, site=site).uuid)


def a_share_link(
    credential: Credential, *fields: str, passcode: str = "", days: int = 7, now: datetime = ISSUED_AT
) -> ShareLink:
    """Make a link for a certificate, as its holder would."""
    wanted = Wanted(fields=fields, days=days, passcode=passcode)
    return make_link(
        credential_uuid=credential.uuid,
        person_id=credential.person_id,
        wanted=wanted,
        actor=an_actor(),
        now=now,
    )


def a_wording(school: School) -> Wording:
    """Return a version of a school's own words that waits for another officer."""
    words = {"deed_zh": "经本校培训，考核合格，特发此证。", "by": new_uuid(), "made_at": ISSUED_AT}
    day = local_date(ISSUED_AT)
    return Wording.objects.create(school=school, kind="training_certificate", from_date=day, **words)


def an_emblem(school: School) -> Emblem:
    """Return a version of a school's own seal that waits for another officer; it goes back to the drawn one."""
    by, day = new_uuid(), local_date(ISSUED_AT)
    return Emblem.objects.create(school=school, use="seal", from_date=day, by=by, made_at=ISSUED_AT)


def values_of_school(school: School) -> dict[str, UUID]:
    """Return what addresses name of a school: what waits for another's yes, blanks delivered and written off."""
    delivery = a_delivery(school)
    return {
        "own_words_uuid": a_wording(school).uuid,
        "emblem_uuid": an_emblem(school).uuid,
        "kind_proposal_uuid": a_version_of_a_kind().uuid,
        "delivery_key": delivery.key,
        "printed_sheet_uuid": a_blank_written_off(delivery.stock).uuid,
    }


def a_delivery(school: School) -> BlankDelivery:
    """Return ten blank forms that were counted in."""
    stock = BlankStock.objects.create(school=school, kind="study_record", received=10)
    counted = {"count": 10, "by": new_uuid(), "at": ISSUED_AT, "key": uuid4()}
    return BlankDelivery.objects.create(stock=stock, first_number="A-01", last_number="A-10", **counted)


def a_blank_written_off(stock: BlankStock) -> PrintedSheet:
    """Return a blank of a stock, of no delivery that is kept, that was spoiled."""
    BlankStock.objects.filter(pk=stock.pk).update(spoiled=1)
    said = {"blank_number": "Z-01", "reason": "torn", "by": new_uuid(), "at": ISSUED_AT}
    return PrintedSheet.objects.create(stock=stock, **said)


def a_version_of_a_kind(*, valid_months: int | None = 36) -> KindProposal:
    """Return a proposed version of the training certificate that waits for an administrator."""
    said = {"valid_months": valid_months, "signatories": ["principal", "school_seal"], "by": new_uuid()}
    day = local_date(ISSUED_AT + timedelta(days=1))
    return KindProposal.objects.create(kind="training_certificate", from_date=day, made_at=ISSUED_AT, **said)
