"""Recording, asking, reviewing, scanning and striking out certificates of other bodies."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from lms.core.models import AuditEntry
from lms.enrolments.errors import (
    CertificateKnown,
    CertificateStruckOut,
    ClientKeyReused,
    UnusableCertificate,
    UnusableScan,
)
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.operations import keep_scan, record_review, strike_certificate
from lms.enrolments.external.queries import (
    confirmed_certificates,
    counts_on,
    has_lapsed,
    in_force_on,
    last_day_of,
    list_alerts,
)
from tests.factories.accounts import a_person, registrar_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.outside import ACTOR, IDENTITY, a_scan, confirm, licence_paper, record, skill_paper

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def person():
    return a_person(a_site())


def test_a_certificate_is_recorded_once_for_one_key_and_once_for_one_number(person) -> None:
    paper = skill_paper(person)
    row = record(paper)
    assert record(paper).pk == row.pk
    assert row.has_right_form
    with pytest.raises(CertificateKnown):
        record(replace(paper, client_key=uuid4(), person=a_person(a_site())))
    with pytest.raises(ClientKeyReused):
        record(
            replace(paper, occupation="焊工", number=f"{paper.number[:-1]}{(int(paper.number[-1]) + 1) % 10}")
        )
    assert AuditEntry.objects.filter(action="enrolments.record_certificate").count() == 1


def test_the_number_is_sealed_in_the_database_and_masked_on_pages(person) -> None:
    row = record(licence_paper(person))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM enrolments_externalcertificate")
        assert IDENTITY not in repr(cursor.fetchall())
    assert row.masked_number == "*" * 15 + "002X"
    assert ExternalCertificate.objects.get().number == f"T{IDENTITY}"


def test_a_licence_without_days_ends_after_six_years_and_one_holder_may_have_several(person) -> None:
    row = record(licence_paper(person))
    assert (row.expires_date, row.review_due_date) == (date(2030, 5, 6), date(2027, 5, 6))
    record(licence_paper(person, occupation="高压电工作业"))
    with pytest.raises(CertificateKnown):
        record(licence_paper(person))


def test_a_number_of_an_unusual_form_is_kept_only_after_somebody_compared_it(person) -> None:
    paper = skill_paper(person, number="12345")
    with pytest.raises(UnusableCertificate) as refusal:
        record(paper)
    assert refusal.value.field == "number"
    assert not record(replace(paper, is_as_on_paper=True)).has_right_form


def test_a_licence_of_somebody_else_is_refused_whoever_compared(person) -> None:
    person.resident_id = "440524188001010014"
    person.save()
    with pytest.raises(UnusableCertificate):
        record(licence_paper(person, is_as_on_paper=True))


def test_only_what_the_issuing_side_confirmed_counts_and_the_last_answer_decides(person) -> None:
    row = record(skill_paper(person))
    assert not confirmed_certificates([person.pk]).exists()
    confirm(row)
    assert [one.pk for one in confirmed_certificates([person.pk])] == [row.pk]
    confirm(row, result="not_found")
    assert not confirmed_certificates([person.pk]).exists()


def test_struck_out_it_stays_counts_no_more_and_its_number_is_free(person) -> None:
    paper = skill_paper(person)
    row = record(paper)
    confirm(row)
    strike_certificate(uuid=row.uuid, reason="wrong person", actor=ACTOR, now=NOW)
    assert not confirmed_certificates([person.pk]).exists()
    with pytest.raises(CertificateStruckOut):
        confirm(row)
    with pytest.raises(CertificateStruckOut):
        strike_certificate(uuid=row.uuid, reason="again", actor=ACTOR, now=NOW)
    assert record(replace(paper, client_key=uuid4())).pk != row.pk
    assert ExternalCertificate.objects.count() == 2


@pytest.mark.parametrize("change", [{"occupation": "x"}, {"struck_at": None}])
def test_the_database_refuses_later_changes(person, change) -> None:
    row = record(skill_paper(person))
    strike_certificate(uuid=row.uuid, reason="wrong", actor=ACTOR, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        ExternalCertificate.objects.filter(pk=row.pk).update(**change)


def test_a_scan_loses_its_notes_is_kept_once_and_nothing_else_is_taken(person, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = record(skill_paper(person))
    data = a_scan()
    assert b"where it was taken" in data
    scan = keep_scan(uuid=row.uuid, data=data, actor=ACTOR, now=NOW)
    assert keep_scan(uuid=row.uuid, data=data, actor=ACTOR, now=NOW).pk == scan.pk
    with default_storage.open(scan.file) as kept:
        assert b"where it was taken" not in kept.read()
    for bad in (b"", b"%PDF-1.7", data[: len(data) // 2], b"<svg xmlns='http://www.w3.org/2000/svg'/>"):
        with pytest.raises(UnusableScan):
            keep_scan(uuid=row.uuid, data=bad, actor=ACTOR, now=NOW)


def test_alerts_name_ends_and_reviews_of_own_sites_until_they_are_done(person) -> None:
    registrar, stranger = registrar_at(person.site), registrar_at(a_site())
    ended = record(skill_paper(person, expires=date(2026, 5, 31)))
    due = record(licence_paper(person, issued=date(2023, 7, 1)))
    found = [(row.certificate.pk, row.is_review, row.stage) for row in list_alerts(registrar, today=TODAY)]
    assert found == [(ended.pk, False, "past"), (due.pk, True, "soon")]
    assert [row.certificate.pk for row in list_alerts(registrar, today=TODAY, stage="past")] == [ended.pk]
    assert [row.certificate.pk for row in list_alerts(registrar, today=TODAY, what="review")] == [due.pk]
    assert list_alerts(stranger, today=TODAY) == []
    record_review(uuid=due.uuid, reviewed=date(2026, 5, 30), note="", actor=ACTOR, now=NOW)
    assert [row.certificate.pk for row in list_alerts(registrar, today=TODAY)] == [ended.pk]
    strike_certificate(uuid=ended.uuid, reason="wrong", actor=ACTOR, now=NOW)
    assert list_alerts(registrar, today=TODAY) == []


def test_papers_without_a_review_cannot_be_reviewed(person) -> None:
    row = record(skill_paper(person))
    with pytest.raises(UnusableCertificate):
        record_review(uuid=row.uuid, reviewed=TODAY, note="", actor=ACTOR, now=NOW)


def test_a_licence_that_was_not_reviewed_in_time_counts_again_once_a_review_is_recorded(person) -> None:
    row = record(licence_paper(person, issued=date(2021, 1, 10)))
    confirm(row)

    def known():
        return confirmed_certificates([person.pk]).get()

    # The review was due on 10 January 2024; without it that was the last day.
    assert last_day_of(known()) == date(2024, 1, 10)
    assert counts_on(known(), date(2024, 1, 10))
    assert not counts_on(known(), date(2024, 1, 11))
    assert has_lapsed(known(), TODAY)
    assert not in_force_on(confirmed_certificates([person.pk]), TODAY).exists()
    record_review(uuid=row.uuid, reviewed=date(2024, 3, 1), note="", actor=ACTOR, now=NOW)
    assert last_day_of(known()) == date(2027, 1, 10)
    assert counts_on(known(), TODAY)
    assert not has_lapsed(known(), TODAY)
    assert in_force_on(confirmed_certificates([person.pk]), TODAY).exists()


def test_a_paper_that_is_not_reviewed_lasts_until_its_own_last_day(person) -> None:
    confirm(record(skill_paper(person)))
    assert last_day_of(confirmed_certificates([person.pk]).get()) is None
