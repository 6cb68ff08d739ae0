"""Facts of a stay are corrected for a reason, with their history; hostile and late forms change nothing."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from lms.core.clock import local_date
from lms.core.models import AuditEntry
from lms.enrolments.errors import AdmissionInvalid, ChangeOutdated, StayEnded
from lms.enrolments.facts.models import Fact, FactCorrection
from lms.enrolments.facts.operations import NewFacts, correct_facts
from lms.enrolments.models import Admission, Enrolment
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay
from tests.factories.teaching import ACTOR

pytestmark = pytest.mark.django_db
FORM = {"schooling": "junior", "language": "", "other_language": "", "certificates": ""}


@pytest.fixture
def stay() -> Admission:
    return a_stay(trainee_at(a_site()).person)


@pytest.fixture
def registrar(stay):
    return registrar_at(stay.site)


def correct(stay, registrar, *, seen: int = 0, reason: str = "看过毕业证书", key=None, **values) -> Admission:
    facts = {Fact(name): value for name, value in values.items()}
    new = NewFacts(facts, seen, reason, registrar, key or uuid4())
    return correct_facts(admission_uuid=stay.uuid, new=new, actor=ACTOR, now=NOW)


def test_what_differs_is_corrected_and_what_stood_there_stays_in_the_history(stay, registrar) -> None:
    correct(stay, registrar, schooling="senior", language="li", certificates="")
    stay.refresh_from_db()
    assert (stay.schooling, stay.language) == ("senior", "li")
    rows = {row.fact: (row.before, row.after, row.reason) for row in FactCorrection.objects.all()}
    assert rows == {
        "schooling": ("junior", "senior", "看过毕业证书"),
        "language": ("", "li", "看过毕业证书"),
    }


def test_the_audit_trail_says_why_and_not_what_stood_there(stay, registrar) -> None:
    correct(stay, registrar, certificates="厨师证 13900000000")
    entry = AuditEntry.objects.get(action="enrolments.correct_facts")
    assert entry.reason == "看过毕业证书"
    assert "13900000000" not in str(vars(entry))


def test_the_same_form_twice_is_one_correction(stay, registrar) -> None:
    key = uuid4()
    for _ in range(2):
        correct(stay, registrar, key=key, schooling="senior")
    assert FactCorrection.objects.count() == 1


def test_who_has_not_seen_a_correction_is_told(stay, registrar) -> None:
    correct(stay, registrar, schooling="senior")
    with pytest.raises(ChangeOutdated):
        correct(stay, registrar, schooling="primary")
    correct(stay, registrar, seen=1, schooling="primary")
    assert Admission.objects.get().schooling == "primary"


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"schooling": "senior"}, "  "),
        ({"schooling": "junior"}, "没有不同"),
        ({"admitted_date": date(2030, 1, 1)}, "以后"),
        ({"admitted_date": date(2026, 4, 30)}, "以前的在所期间"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(stay, registrar, values, reason) -> None:
    left = date(2026, 5, 2)
    a_stay(stay.person, number="700", admitted_date=date(2025, 1, 1), left_date=left, forecast_date=None)
    with pytest.raises(AdmissionInvalid):
        correct(stay, registrar, reason=reason, **values)
    stay.refresh_from_db()
    assert (stay.schooling, stay.admitted_date) == ("junior", date(2026, 5, 11))
    assert not FactCorrection.objects.exists()


def test_the_day_of_admission_can_be_corrected_up_to_the_stay_before(stay, registrar) -> None:
    left = date(2026, 5, 2)
    a_stay(stay.person, number="700", admitted_date=date(2025, 1, 1), left_date=left, forecast_date=None)
    correct(stay, registrar, admitted_date=left)
    stay.refresh_from_db()
    assert stay.admitted_date == left


def test_nobody_is_admitted_after_an_enrolment_of_the_stay(registrar, stay) -> None:
    at = NOW - timedelta(days=3)
    enrolment = enrol(stay.person.user, a_version())
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=at)
    first = local_date(at)
    stay.admitted_date = first - timedelta(days=2)
    stay.save(update_fields=["admitted_date"])
    with pytest.raises(AdmissionInvalid) as refused:
        correct(stay, registrar, admitted_date=first + timedelta(days=1))
    assert (refused.value.field, first.isoformat() in refused.value.message) == ("admitted_date", True)
    correct(stay, registrar, admitted_date=first)
    # What came along from an earlier stay does not hold the day of this one.
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=at - timedelta(days=400))
    correct(stay, registrar, seen=1, admitted_date=first + timedelta(days=1))


def test_a_stay_that_ended_is_not_corrected(stay, registrar) -> None:
    Admission.objects.update(left_date=date(2026, 5, 20))
    with pytest.raises(StayEnded):
        correct(stay, registrar, schooling="senior")


def test_no_correction_is_changed_or_taken_away(stay, registrar) -> None:
    correct(stay, registrar, schooling="senior")
    for deed in (FactCorrection.objects.update, FactCorrection.objects.all().delete):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed(**({"reason": "anders"} if deed.__name__ == "update" else {}))


def office(stay) -> Client:
    client = sign_in(Client(), registrar_at(stay.site))
    client.cookies["language"] = "en"
    return client


def test_the_form_begins_with_what_stands_there_and_the_stay_shows_the_history(stay) -> None:
    client, url = office(stay), f"/authoring/admissions/{stay.uuid}/facts/"
    form = client.get(url).context["form"]
    assert form.initial["schooling"] == "junior"
    said = {**FORM, "schooling": "senior", "admitted_date": "2026-05-11", "reason": "paper seen"}
    answer = client.post(url, {**said, "key": form.initial["key"], "seen": form.initial["seen"]})
    assert answer.url == f"/authoring/admissions/{stay.uuid}/"
    page = client.get(answer.url).content.decode()
    for words in ("Corrections", "Junior secondary", "Senior secondary", "paper seen"):
        assert words in page


@pytest.mark.parametrize(
    "changes",
    [{"schooling": "doctor"}, {"language": "klingon"}, {"seen": "-1"}, {"key": "x"}, {"reason": ""}],
)
def test_a_hostile_form_changes_nothing(stay, changes) -> None:
    said = {**FORM, "schooling": "senior", "admitted_date": "2026-05-11", "reason": "x"}
    url = f"/authoring/admissions/{stay.uuid}/facts/"
    answer = office(stay).post(url, {**said, "key": str(uuid4()), "seen": "0", **changes})
    assert answer.status_code == 422
    assert not FactCorrection.objects.exists()


def test_a_registrar_of_another_site_finds_nothing(stay) -> None:
    client = sign_in(Client(), registrar_at(a_site()))
    assert client.get(f"/authoring/admissions/{stay.uuid}/facts/").status_code == 404
