"""Sex and date of birth are corrected by two people, in agreement with the identity number or with an explanation."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.accounts.models import Person
from lms.accounts.queries import hash_of_resident_id
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.enrolments.errors import AdmissionInvalid, ChangeOutdated, ChangeRefused, StayEnded
from lms.enrolments.models import Admission, DecisionState, PersonCorrection
from lms.enrolments.person_facts.operations import (
    Decision,
    ask_for_correction,
    decide_person_correction,
)
from lms.enrolments.person_facts.queries import records_now
from lms.enrolments.person_facts.rules import Against, Facts, reasons_against
from lms.enrolments.person_facts.wishes import NewPersonFacts
from tests.factories.accounts import give_role, registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
BORN, RIGHT = date(1990, 1, 1), date(1991, 2, 3)
NUMBER = "11010519491231002X"  # holds 1949-12-31, female
ADMITTED = date(2026, 5, 11)


@pytest.mark.parametrize(
    ("now", "wished", "number", "is_explained", "against"),
    [
        (Facts("male", BORN), Facts("male", RIGHT), None, False, []),
        (Facts("", None), Facts("male", None), None, False, []),
        (Facts("male", BORN), Facts("male", BORN), None, False, [Against.NOTHING_DIFFERS]),
        (Facts("male", BORN), Facts("", BORN), None, False, [Against.MADE_UNKNOWN]),
        (Facts("male", BORN), Facts("male", None), None, False, [Against.MADE_UNKNOWN]),
        (Facts("male", BORN), Facts("male", ADMITTED), None, False, [Against.BORN_LATER]),
        (Facts("male", BORN), Facts("male", date(1905, 1, 1)), None, False, [Against.BORN_TOO_EARLY]),
        (Facts("male", BORN), Facts("female", RIGHT), Facts("female", RIGHT), False, []),
        (Facts("male", BORN), Facts("male", RIGHT), Facts("male", BORN), False, [Against.UNLIKE_THE_NUMBER]),
        (Facts("male", BORN), Facts("male", RIGHT), Facts("male", BORN), True, []),
    ],
)
def test_what_speaks_against_a_correction(now, wished, number, is_explained, against) -> None:
    found = reasons_against(now, wished, number=number, is_explained=is_explained, admitted=ADMITTED)
    assert found == against


@pytest.fixture
def stay():
    row = a_stay(trainee_at(a_site()).person)
    Person.objects.filter(pk=row.person_id).update(sex="male", birth_date=BORN)
    row.person.refresh_from_db()
    return row


@pytest.fixture
def two(stay):
    return registrar_at(stay.site), registrar_at(stay.site)


def ask(stay, by, *, sex: str = "male", born=RIGHT, reason: str = "看过户口本", key=None, why: str = ""):
    new = NewPersonFacts(Facts(sex, born), reason, by, key or uuid4(), why)
    return ask_for_correction(admission_uuid=stay.uuid, new=new, actor=Actor(by.uuid, "registrar"), now=NOW)


def decide(row, by, *, is_right: bool = True, refusal: str = "证件上不是这样"):
    actor = Actor(by.uuid, "registrar")
    return decide_person_correction(
        correction_uuid=row.uuid,
        decision=Decision(is_right, by, refusal=refusal),
        actor=actor,
        now=NOW + timedelta(hours=1),
    )


def facts_of(stay):
    return tuple(Person.objects.values_list("sex", "birth_date").get(pk=stay.person_id))


def test_nothing_changes_until_another_person_keeps_it(stay, two) -> None:
    row = ask(stay, two[0], sex="female")
    assert facts_of(stay) == ("male", BORN)
    with pytest.raises(ChangeRefused):
        decide(row, two[0])
    assert facts_of(stay) == ("male", BORN)
    decide(row, two[1])
    assert facts_of(stay) == ("female", RIGHT)
    row.refresh_from_db()
    assert (row.state, row.sex_before, row.born_before) == (DecisionState.KEPT, "male", BORN)
    with pytest.raises(ChangeRefused):
        decide(row, two[1], is_right=False)


def test_the_trail_says_who_asked_and_who_decided_and_no_date_of_birth(stay, two) -> None:
    decide(ask(stay, two[0]), two[1])
    entries = {row.action: row for row in AuditEntry.objects.order_by("pk") if "correct" in row.action}
    assert list(entries) == [
        "enrolments.ask_person_correction",
        "accounts.correct_person",
        "enrolments.decide_person_correction",
    ]
    assert entries["enrolments.ask_person_correction"].actor_uuid == two[0].uuid
    assert entries["enrolments.decide_person_correction"].actor_uuid == two[1].uuid
    assert not any(RIGHT.isoformat() in str(vars(row)) for row in entries.values())


def test_whoever_asked_may_take_it_back_and_ask_again(stay, two) -> None:
    row = ask(stay, two[0])
    with pytest.raises(ChangeRefused):
        ask(stay, two[1])
    decide(row, two[0], is_right=False)
    assert facts_of(stay) == ("male", BORN)
    ask(stay, two[0])


def test_whoever_refuses_says_why_and_the_trail_keeps_it(stay, two) -> None:
    row = ask(stay, two[0])
    for words in ("", "  "):
        with pytest.raises(AdmissionInvalid) as refused:
            decide(row, two[1], is_right=False, refusal=words)
        assert refused.value.field == "refusal"
    row.refresh_from_db()
    assert row.state == DecisionState.WAITING
    decide(row, two[1], is_right=False, refusal=" 户口本上是1990年 ")
    row.refresh_from_db()
    assert (row.state, row.refusal, row.is_taken_back) == (DecisionState.REFUSED, "户口本上是1990年", False)
    assert AuditEntry.objects.get(action="enrolments.decide_person_correction").reason == "户口本上是1990年"


def test_the_same_form_twice_is_one(stay, two) -> None:
    key = uuid4()
    assert ask(stay, two[0], key=key) == ask(stay, two[0], key=key)


def test_what_the_identity_number_holds_needs_an_explanation_to_differ_from(stay, two) -> None:
    person = stay.person
    person.resident_id, person.resident_id_hash = NUMBER, hash_of_resident_id(NUMBER)
    person.save()
    with pytest.raises(AdmissionInvalid) as refused:
        ask(stay, two[0], sex="female")
    assert refused.value.field == "explanation"
    decide(ask(stay, two[0], sex="female", born=date(1949, 12, 31)), two[1])
    assert facts_of(stay) == ("female", date(1949, 12, 31))
    decide(ask(stay, two[0], sex="female", why="派出所证明第3号"), two[1])
    assert facts_of(stay) == ("female", RIGHT)


def test_a_number_that_came_in_between_is_asked_anew(stay, two) -> None:
    row = ask(stay, two[0])
    Person.objects.filter(pk=stay.person_id).update(resident_id_hash=hash_of_resident_id(NUMBER))
    person = Person.objects.get(pk=stay.person_id)
    person.resident_id = NUMBER
    person.save(update_fields=["resident_id"])
    with pytest.raises(AdmissionInvalid):
        decide(row, two[1])
    person.birth_date = date(1949, 12, 31)
    person.save(update_fields=["birth_date"])
    with pytest.raises(ChangeOutdated):
        decide(row, two[1])
    decide(row, two[1], is_right=False)


def test_of_a_stay_that_ended_nothing_is_kept_and_what_waits_can_be_refused(stay, two) -> None:
    row = ask(stay, two[0])
    Admission.objects.update(left_date=date(2026, 5, 20))
    with pytest.raises(StayEnded):
        decide(row, two[1])
    with pytest.raises(StayEnded):
        ask(stay, two[1])
    decide(row, two[1], is_right=False)


def test_the_database_lets_nobody_keep_alone_what_was_asked_for(stay, two) -> None:
    row = ask(stay, two[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonCorrection.objects.filter(pk=row.pk).update(state="kept", decided_by=two[0], decided_at=NOW)


# --- pages ----------------


def desk(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def page_of(stay) -> str:
    return reverse("admissions:person_facts", args=[stay.uuid])


def said(stay, **changes):
    return {
        "key": str(uuid4()),
        "seen": records_now(Person.objects.get(pk=stay.person_id)),
        "name": stay.person.full_name,
        "cause": "paper",
        "sex": "female",
        "birth_date": "1991-02-03",
        "reason": "household register seen",
        **changes,
    }


def test_one_asks_and_another_one_keeps_it_on_the_page(stay, two) -> None:
    first, second, page = desk(two[0]), desk(two[1]), page_of(stay)
    form = first.get(page).context["form"]
    assert (form.initial["sex"], form.initial["birth_date"]) == ("male", BORN)
    assert "explanation" not in form.fields
    own = reverse("admissions:stay", args=[stay.uuid])
    assert first.post(page, said(stay)).url == own
    assert "A correction waits for a second person" in first.get(own).content.decode()
    assert 'value="keep"' not in first.get(page).content.decode()
    seen = str(PersonCorrection.objects.get().uuid)
    assert first.post(page, {"decision": "keep", "seen": seen}).status_code == 422
    shown = second.get(page).content.decode()
    for words in ("male · 1990-01-01", "female · 1991-02-03", "household register seen", 'value="keep"'):
        assert words in shown
    assert second.post(page, {"decision": "keep", "seen": seen}).url == own
    assert facts_of(stay) == ("female", RIGHT)
    history = second.get(own).content.decode()
    assert f"{two[0].display_name}, decided by {two[1].display_name}" in history
    assert "A correction waits" not in history


def test_who_asked_reads_why_it_was_refused(stay, two) -> None:
    first, second, page = desk(two[0]), desk(two[1]), page_of(stay)
    sent = {"decision": "refuse", "seen": str(ask(stay, two[0]).uuid)}
    assert 'name="refusal"' in second.get(page).content.decode()
    answer = second.post(page, sent)
    assert answer.status_code == 422
    assert "Say why it is refused" in answer.content.decode()
    told = second.post(page, {**sent, "refusal": "The register shows 1990"}, follow=True).content.decode()
    assert "The correction is refused." in told
    history = first.get(reverse("admissions:stay", args=[stay.uuid])).content.decode()
    assert "Why it was refused: The register shows 1990" in history
    assert f"{two[0].display_name}, decided by {two[1].display_name}" in history
    own = first.get(page).content.decode()  # this page is where it was promised to stand
    assert "Why it was refused: The register shows 1990" in own
    row = ask(stay, two[0])
    decide(row, two[0], is_right=False)
    assert "The register shows 1990" not in first.get(page).content.decode()


def test_the_list_says_of_whom_what_waits(stay, two) -> None:
    first = desk(two[0])
    way = page_of(stay)
    assert way not in first.get(reverse("admissions:index")).content.decode()
    ask(stay, two[0])
    assert way in first.get(reverse("admissions:index"), {"second": "waiting"}).content.decode()


def test_what_waits_is_named_on_the_pages_on_which_somebody_goes(stay, two) -> None:
    first = desk(two[0])
    ask(stay, two[0])
    for deed in ("transfer", "end"):
        page = first.get(reverse(f"admissions:{deed}", args=[stay.uuid])).content.decode()
        assert "is to become" in page
        assert RIGHT.isoformat() in page


def test_the_other_site_sees_what_was_asked_but_not_by_whom_and_owes_no_words_of_a_paper(stay, two) -> None:
    ask(stay, two[0])
    Admission.objects.update(left_date=date(2026, 5, 20))
    person = Person.objects.get(pk=stay.person_id)
    person.site = a_site()
    person.save(update_fields=["site"])
    there = a_stay(person, admitted_date=date(2026, 5, 20))
    client = desk(registrar_at(person.site))
    page = client.get(page_of(there)).content.decode()
    assert RIGHT.isoformat() in page
    assert two[0].display_name not in page
    assert "is asked for anew at this site" in page
    assert 'value="keep"' not in page


def test_the_page_of_an_ended_stay_says_why_nothing_can_be_kept(stay, two) -> None:
    ask(stay, two[0])
    Admission.objects.update(left_date=date(2026, 5, 20))
    page = desk(two[1]).get(page_of(stay)).content.decode()
    assert "The stay has ended, so this can be kept no more" in page


def test_what_was_taken_back_is_told_as_that_and_as_decided_by_nobody(stay, two) -> None:
    first, page = desk(two[0]), page_of(stay)
    sent = {"decision": "refuse", "seen": str(ask(stay, two[0]).uuid)}
    assert 'name="refusal"' not in first.get(page).content.decode()
    told = first.post(page, sent, follow=True).content.decode()
    assert "You took the correction back." in told
    assert "Taken back: " in told
    assert "decided by" not in told
    assert "Refused" not in told


@pytest.mark.parametrize(
    "changes",
    [
        {"sex": "other"},
        {"birth_date": "1991-02-30"},
        {"birth_date": "0001-01-01"},
        {"birth_date": "9999-12-31"},
        {"birth_date": ""},
        {"key": "x"},
        {"reason": "  "},
        {"reason": "x" * 201},
        {"cause": ""},
        {"cause": "guess"},
        {"name": ""},
        {"name": "x" * 101},
        {"name": "张\x00"},
        {"name": "<b>张</b>"},
        {"name": "TRUE"},
        {"sex": "male", "birth_date": "1990-01-01"},
    ],
)
def test_a_hostile_form_asks_for_nothing(stay, two, changes) -> None:
    assert desk(two[0]).post(page_of(stay), said(stay, **changes)).status_code == 422
    assert not PersonCorrection.objects.exists()


@pytest.mark.parametrize("decision", ["", "yes", "keep\x00"])
def test_without_a_decision_nothing_is_decided(stay, two, decision) -> None:
    seen = str(ask(stay, two[0]).uuid)
    answer = desk(two[1]).post(page_of(stay), {"decision": decision, "seen": seen})
    assert answer.status_code == 422
    assert "Choose yes or no." in answer.content.decode()
    assert PersonCorrection.objects.get().state == DecisionState.WAITING


def test_neither_another_site_nor_the_person_itself_reaches_the_page(stay) -> None:
    assert desk(registrar_at(a_site())).get(page_of(stay)).status_code == 404
    give_role(stay.person.user, Role.REGISTRAR, stay.site)
    assert desk(stay.person.user).get(page_of(stay)).status_code == 404


def test_of_another_stay_only_the_refusal_is_offered_and_no_reason_shown(stay, two) -> None:
    ask(stay, two[0], reason="REASON-OF-BEFORE")
    Admission.objects.filter(pk=stay.pk).update(left_date=date(2026, 6, 1))
    again = a_stay(stay.person, number="700", admitted_date=date(2026, 6, 2))
    shown = desk(two[1]).get(page_of(again)).content.decode()
    assert "REASON-OF-BEFORE" not in shown
    assert 'value="keep"' not in shown
    assert 'value="refuse"' in shown


def test_a_former_site_neither_sees_nor_refuses_what_waits_where_the_person_is_now(stay, two) -> None:
    Admission.objects.filter(pk=stay.pk).update(left_date=date(2026, 6, 1))
    elsewhere = a_stay(stay.person, number="700", site=a_site(), admitted_date=date(2026, 6, 2))
    row = ask(elsewhere, registrar_at(elsewhere.site))
    former = desk(two[1])
    for address in (page_of(stay), reverse("admissions:stay", args=[stay.uuid])):
        shown = former.get(address).content.decode()
        assert 'value="refuse"' not in shown
        assert "waits for a second person" not in shown
    listed = former.get(reverse("admissions:index"), {"second": "waiting", "stay": "all"})
    assert not listed.context["page"].object_list
    former.post(page_of(stay), {"decision": "refuse", "seen": str(row.uuid)})
    row.refresh_from_db()
    assert row.state == DecisionState.WAITING


def test_the_page_of_a_stay_asks_the_same_queries_however_often_it_was_corrected(stay, two) -> None:
    client, own = desk(two[0]), reverse("admissions:stay", args=[stay.uuid])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(own)
        return len(seen)

    decide(ask(stay, two[0]), two[1])
    few = queries()
    for born in (date(1992, 1, 1), date(1993, 1, 1), date(1994, 1, 1)):
        decide(ask(stay, two[0], born=born), two[1])
    assert queries() == few


def test_the_second_person_finds_who_waits_in_the_list(stay, two) -> None:
    index = reverse("admissions:index")
    office = desk(two[1])
    assert "waits for a second person" not in office.get(index).content.decode()
    assert not office.get(index, {"second": "waiting"}).context["page"].object_list
    row = ask(stay, two[0])
    assert '<a href="?second=waiting">1 person has' in office.get(index).content.decode()
    assert list(office.get(index, {"second": "waiting"}).context["page"].object_list) == [stay]
    decide(row, two[1])
    assert "waits for a second person" not in office.get(index).content.decode()
