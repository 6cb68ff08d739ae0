"""Enrolling, evidence and completion on the database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.enrolments.api import (
    Achievement,
    EnrolmentState,
    NewEnrolment,
    enrol_trainee,
    record_achievement,
    requirement_states,
    visible_to,
    withdraw_enrolment,
)
from lms.enrolments.errors import AlreadyEnrolled, ClientKeyReused, EnrolmentEnded, EnrolmentRefused
from lms.enrolments.events import enrolment_completed
from lms.enrolments.models import Enrolment, Evidence
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.courses import (
    NOW,
    a_version,
    a_version_asking_for_everything,
    enrol,
    enrolled_trainee,
    finish_all_lessons,
)
from tests.factories.organisations import a_school, a_school_paired_with, a_site

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")


def _new(user, version, school):
    return NewEnrolment(user.person, version, school, uuid4())


def _meet(enrolment, *, source=None):
    for requirement in enrolment.version.requirements.all():
        achievement = Achievement(requirement, "test", source or uuid4(), Decimal(100), True)
        with transaction.atomic():
            record_achievement(enrolment_uuid=enrolment.uuid, achievement=achievement, actor=ACTOR, now=NOW)


def test_enrolling_keeps_the_site_and_leaves_one_audit_row():
    _user, enrolment = enrolled_trainee()
    assert enrolment.site == enrolment.person.site
    rows = AuditEntry.objects.filter(target_uuid=enrolment.uuid, action="enrolments.enrol_trainee")
    assert rows.count() == 1


def test_the_same_client_key_enrols_once():
    user, version, school = trainee_at(site := a_site()), a_version(), None
    school = a_school_paired_with(site)
    wanted = _new(user, version, school)
    first = enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)
    assert enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW) == first
    assert Enrolment.objects.count() == 1


def test_a_client_key_with_another_person_or_programme_is_refused():
    first, other, version = trainee_at(site := a_site()), trainee_at(site), a_version()
    wanted = _new(first, version, a_school_paired_with(site))
    enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)
    for changed in (replace(wanted, person=other.person), replace(wanted, version=a_version())):
        with pytest.raises(ClientKeyReused):
            enrol_trainee(enrolment=changed, actor=ACTOR, now=NOW)
    assert Enrolment.objects.count() == 1


def test_a_second_enrolment_on_the_version_is_refused():
    user, version = trainee_at(a_site()), a_version()
    enrol(user, version)
    with pytest.raises(AlreadyEnrolled):
        enrol(user, version)


def test_after_a_withdrawal_the_same_enrolment_goes_on():
    user, version = trainee_at(a_site()), a_version()
    first = enrol(user, version)
    withdraw_enrolment(enrolment_uuid=first.uuid, reason="moved", actor=ACTOR, now=NOW)
    with pytest.raises(EnrolmentEnded):
        withdraw_enrolment(enrolment_uuid=first.uuid, reason="again", actor=ACTOR, now=NOW)
    again = enrol(user, version)
    assert (again, again.state, again.withdrawn_at) == (first, EnrolmentState.ACTIVE, None)
    assert Enrolment.objects.count() == 1


@pytest.mark.parametrize(
    "pairing", [None, {"since": date(2027, 1, 1)}, {"since": date(2020, 1, 1), "until": date(2026, 5, 31)}]
)
def test_a_school_that_does_not_teach_at_the_site_today_cannot_enrol(pairing):
    user = trainee_at(a_site())
    school = a_school_paired_with(user.person.site, **pairing) if pairing else a_school()
    with pytest.raises(EnrolmentRefused) as refusal:
        enrol_trainee(enrolment=_new(user, a_version(), school), actor=ACTOR, now=NOW)
    assert len(refusal.value.reasons) == 1
    assert not Enrolment.objects.exists()


def test_completion_follows_the_last_evidence_and_is_told_once(django_capture_on_commit_callbacks):
    _user, enrolment = enrolled_trainee()
    heard = []
    enrolment_completed.connect(
        lambda **news: heard.append(news["enrolment_uuid"]), weak=False, dispatch_uid="t"
    )
    with django_capture_on_commit_callbacks(execute=True):
        _meet(enrolment)
        _meet(enrolment)
    enrolment_completed.disconnect(dispatch_uid="t")
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.COMPLETED
    assert enrolment.completed_at == NOW
    assert heard == [enrolment.uuid]


def test_what_has_no_evidence_yet_is_not_met_and_keeps_the_enrolment_open():
    _user, enrolment = enrolled_trainee(a_version_asking_for_everything())
    finish_all_lessons(enrolment)
    met = [
        row.kind
        for row, state in zip(
            enrolment.version.requirements.all(), requirement_states(enrolment), strict=True
        )
        if state.is_met
    ]
    assert met == ["lessons_completed"]
    enrolment.refresh_from_db()
    assert enrolment.state == EnrolmentState.ACTIVE


def test_the_same_source_is_evidence_once():
    _user, enrolment = enrolled_trainee()
    requirement = enrolment.version.requirements.first()
    achievement = Achievement(requirement, "test", uuid4(), Decimal(50), False)
    for percent in (50, 90):
        again = replace(achievement, percent=Decimal(percent))
        record_achievement(enrolment_uuid=enrolment.uuid, achievement=again, actor=ACTOR, now=NOW)
    assert Evidence.objects.get().percent == 50


def test_evidence_cannot_be_altered_or_deleted():
    _user, enrolment = enrolled_trainee()
    _meet(enrolment)
    for change in (lambda rows: rows.update(percent=1), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change(Evidence.objects.all())


def test_a_registrar_sees_the_enrolments_of_the_own_site_only():
    user, enrolment = enrolled_trainee()
    enrolled_trainee()
    assert list(visible_to(registrar_at(user.person.site))) == [enrolment]
    assert list(visible_to(user)) == [enrolment]
    assert not visible_to(registrar_at(a_site())).exists()


def test_who_was_moved_to_another_site_meanwhile_is_enrolled_at_neither():
    user, version = trainee_at(site := a_site()), a_version()
    wanted = _new(user, version, a_school_paired_with(site))
    assert wanted.person.site == site
    type(user.person).objects.filter(pk=user.person.pk).update(site=a_site())
    with pytest.raises(EnrolmentRefused) as refused:
        enrol_trainee(enrolment=wanted, actor=ACTOR, now=NOW)
    assert "meanwhile" in refused.value.reasons[0] or "已经转到" in refused.value.reasons[0]
    assert not Enrolment.objects.exists()
