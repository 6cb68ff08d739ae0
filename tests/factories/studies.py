"""A school that issues diplomas and skill-level certificates: `a_school_with(kind)`, its students, two officers."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from uuid import uuid4

from django.db import transaction
from django.test import Client

from certificates.issuing.batches.operations import approve_batch, issue_entry, prepare_batch
from certificates.issuing.numbers.operations import NewPool, open_pool
from certificates.issuing.portraits.operations import keep_portrait
from certificates.issuing.studies.operations import set_schooling
from certificates.models import Batch, CredentialKind
from courses.catalog.api import ProgrammeVersion, load_programme_version
from lms.accounts.models import User
from lms.core.actor import Actor
from lms.enrolments.api import (
    Achievement,
    Enrolment,
    NewEnrolment,
    enrol_trainee,
    record_achievement,
    withdraw_enrolment,
)
from lms.organisations.models import School, Site
from tests.factories.accounts import an_actor, english_browser, issuing_officer_at, trainee_at
from tests.factories.certificates import COMPLETED_AT, ISSUED_AT, complete
from tests.factories.courses import NOW, a_diploma_version, a_plan
from tests.factories.organisations import a_school_paired_with, a_site
from tests.support.diplomas import a_photograph

# Each school's own: pools of one pattern may not meet.
PATTERNS = {
    CredentialKind.DIPLOMA: "46%04d{YY}{NNNN}",
    CredentialKind.STUDY_COMPLETION: "J46%04d{YY}{NNNN}",
    CredentialKind.STUDY_RECORD: "Y46%04d{YY}{NNNN}",
    CredentialKind.SKILL_LEVEL: "S00004600%04d{YY}{L}{NNNNNN}",
}
_numbers = count(1)
BORN = date(2004, 3, 17)
BEGAN = datetime(2024, 2, 29, 16, 30, tzinfo=UTC)  # 1 March in China
LEVELLED = 4


@dataclass
class Campus:
    """A school that teaches one programme at one site, and its two officers."""

    site: Site
    school: School
    version: ProgrammeVersion
    one: Actor
    other: Actor

    def student(self, name: str, *, seed: int = 0, photo: bool = True, **changed: object) -> Enrolment:
        """Return an enrolment with all facts that a diploma prints; `changed` sets columns of the person."""
        user = trainee_at(self.site, name=name)
        person = user.person
        assert person is not None
        facts = {"sex": "female", "birth_date": BORN, "resident_id_last4": "123X", **changed}
        for column, value in facts.items():
            setattr(person, column, value)
        person.save()
        wanted = NewEnrolment(person, self.version, self.school, uuid4())
        enrolment = enrol_trainee(enrolment=wanted, actor=an_actor(), now=NOW)
        Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=BEGAN)
        if photo:
            keep_portrait(enrolment, content=a_photograph(seed=seed), actor=self.one, now=ISSUED_AT)
        enrolment.refresh_from_db()
        return enrolment

    def graduate(self, name: str, **facts: object) -> Enrolment:
        """Return a student who has completed everything."""
        return complete(self.student(name, **facts))

    def taught(self, name: str, **facts: object) -> Enrolment:
        """Return a student who was taught everything and has not passed."""
        return self.meet(self.student(name, **facts), "lessons_completed")

    def left(self, name: str, **facts: object) -> Enrolment:
        """Return a student who left before the end."""
        row = self.student(name, **facts)
        withdraw_enrolment(enrolment_uuid=row.uuid, reason="left", actor=an_actor(), now=COMPLETED_AT)
        row.refresh_from_db()
        return row

    def meet(self, enrolment: Enrolment, kind: str) -> Enrolment:
        """Meet the requirements of one kind."""
        for requirement in enrolment.version.requirements.filter(kind=kind):
            met = Achievement(requirement, "tests.record", uuid4(), Decimal(100), is_met=True)
            with transaction.atomic():
                record_achievement(
                    enrolment_uuid=enrolment.uuid, achievement=met, actor=an_actor(), now=COMPLETED_AT
                )
        enrolment.refresh_from_db()
        return enrolment

    def open_pools(self, *kinds: CredentialKind) -> None:
        """Open the pools of numbers of these kinds."""
        own = next(_numbers)
        for kind in kinds:
            pool = NewPool(self.school, kind, PATTERNS[kind] % own, 1, 900)
            open_pool(pool, actor=self.one, now=ISSUED_AT)

    def approved(self, people: list[Enrolment], kind: CredentialKind) -> Batch:
        """Return a batch that one officer prepared and the other approved."""
        batch = prepare_batch(people, kind=kind, actor=self.one, now=ISSUED_AT)
        return approve_batch(batch_uuid=batch.uuid, actor=self.other, now=ISSUED_AT)

    def issue(self, people: list[Enrolment], kind: CredentialKind) -> Batch:
        """Issue to these people in a batch, as the worker would."""
        batch = self.approved(people, kind)
        for entry in batch.entries.all():
            issue_entry(entry_uuid=entry.uuid, actor=Actor.system("worker"), now=ISSUED_AT)
        return batch


def _campus(version: ProgrammeVersion) -> Campus:
    site = a_site()
    school = a_school_paired_with(site)
    one, other = (Actor(issuing_officer_at(school).uuid, "issuing_officer") for _ in range(2))
    return Campus(site, school, version, one, other)


def a_campus(*, years: int = 3) -> Campus:
    """Return a school with a diploma programme, its length of schooling and its pools."""
    campus = _campus(a_diploma_version())
    programme = campus.version.programme
    set_schooling(school=campus.school, programme=programme, years=years, actor=campus.one, now=ISSUED_AT)
    campus.open_pools(CredentialKind.DIPLOMA, CredentialKind.STUDY_COMPLETION, CredentialKind.STUDY_RECORD)
    return campus


def an_assessment_body() -> Campus:
    """Return a body that assesses electricians of level 4, with its pool of 22-character codes."""
    plan = replace(a_plan(), kind="skill_level", level=LEVELLED)
    campus = _campus(load_programme_version(plan=plan, actor=an_actor(), now=NOW))
    campus.open_pools(CredentialKind.SKILL_LEVEL)
    return campus


def officer_of(campus: Campus) -> Client:
    """Return a browser in which the first officer of a campus has signed in and reads English."""
    return english_browser(User.objects.get(uuid=campus.one.user_uuid))
