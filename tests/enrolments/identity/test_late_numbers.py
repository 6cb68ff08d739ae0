"""A number that comes late never writes over what the records know: what disagrees is refused, what is empty filled."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from lms.accounts.models import Person
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.enrolments.errors import IdentityDisagrees, IdentityRefused
from lms.enrolments.identity.operations import Typed, confirm_identity, propose_identity
from lms.enrolments.identity.rules import Fact, against_the_records, filled_by_a_number
from lms.enrolments.models import ClaimState, IdentityClaim
from lms.enrolments.person_facts.rules import Facts
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

NUMBER = "11010519491231002X"  # 1949-12-31, female
BORN = date(1949, 12, 31)
HELD = Facts("female", BORN)
OTHER_DAY = date(1991, 5, 5)


@pytest.mark.parametrize(
    ("recorded", "against", "filled"),
    [
        (Facts("", None), [], [Fact.SEX, Fact.BORN]),
        (Facts("female", BORN), [], []),
        (Facts("male", None), [Fact.SEX], [Fact.BORN]),
        (Facts("", OTHER_DAY), [Fact.BORN], [Fact.SEX]),
        (Facts("male", OTHER_DAY), [Fact.SEX, Fact.BORN], []),
    ],
)
def test_what_is_recorded_may_speak_against_a_number_and_what_is_empty_is_filled(
    recorded, against, filled
) -> None:
    assert against_the_records(recorded, HELD) == against
    assert filled_by_a_number(recorded) == filled


@pytest.fixture
def stay(db):
    return a_stay(trainee_at(a_site()).person)


@pytest.fixture
def two(stay):
    return registrar_at(stay.site), registrar_at(stay.site)


def recorded(stay, sex: str, born: date | None) -> None:
    Person.objects.filter(pk=stay.person_id).update(sex=sex, birth_date=born)


def records(stay) -> tuple[str, date | None, bool]:
    person = Person.objects.get(pk=stay.person_id)
    return person.sex, person.birth_date, bool(person.resident_id_hash)


def typing(deed, stay, by):
    actor = Actor(by.uuid, "registrar")
    return deed(admission_uuid=stay.uuid, typed=Typed(NUMBER, by.uuid), actor=actor, now=NOW)


@pytest.mark.parametrize(
    ("sex", "born"), [("male", None), ("", OTHER_DAY), ("male", OTHER_DAY), ("male", BORN)]
)
def test_a_number_that_contradicts_the_records_does_not_even_wait(stay, two, sex, born) -> None:
    recorded(stay, sex, born)
    with pytest.raises(IdentityDisagrees) as refused:
        typing(propose_identity, stay, two[0])
    assert refused.value.field == "number"
    assert records(stay) == (sex, born, False)
    assert not IdentityClaim.objects.exists()


def test_what_was_corrected_while_the_number_waited_stays_corrected(stay, two) -> None:
    recorded(stay, "female", BORN)
    typing(propose_identity, stay, two[0])
    recorded(stay, "female", OTHER_DAY)
    with pytest.raises(IdentityDisagrees):
        typing(confirm_identity, stay, two[1])
    assert records(stay) == ("female", OTHER_DAY, False)
    assert IdentityClaim.objects.get().state == ClaimState.WAITING


def test_the_one_who_typed_it_first_is_told_that_before_what_disagrees(stay, two) -> None:
    typing(propose_identity, stay, two[0])
    recorded(stay, "male", None)
    with pytest.raises(IdentityRefused) as refused:
        typing(confirm_identity, stay, two[0])
    assert refused.value.code == IdentityRefused.code


def test_what_is_empty_is_filled_and_the_trail_says_what_and_no_value(stay, two) -> None:
    recorded(stay, "female", None)
    typing(propose_identity, stay, two[0])
    assert typing(confirm_identity, stay, two[1]) == [Fact.BORN]
    assert records(stay) == ("female", BORN, True)
    entry = AuditEntry.objects.get(action="enrolments.fill_from_identity")
    assert entry.target_uuid == stay.person.uuid
    assert "1949" not in str(vars(entry))


def test_where_nothing_is_filled_in_nothing_is_said_of_it(stay, two) -> None:
    recorded(stay, "female", BORN)
    typing(propose_identity, stay, two[0])
    assert typing(confirm_identity, stay, two[1]) == []
    assert not AuditEntry.objects.filter(action="enrolments.fill_from_identity").exists()


def desk(user, language: str = "en") -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = language
    return client


def test_the_page_names_what_disagrees_and_leads_to_the_correction(stay, two) -> None:
    recorded(stay, "male", OTHER_DAY)
    page, correction = (
        reverse(f"admissions:{name}", args=[stay.uuid]) for name in ("identity", "person_facts")
    )
    assert correction not in desk(two[0]).get(page).content.decode()
    answer = desk(two[0]).post(page, {"number": NUMBER})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "does not agree with the records: sex, date of birth." in text
    assert correction in text
    assert "性别、出生日期" in desk(two[0], "zh-hans").post(page, {"number": NUMBER}).content.decode()


def test_whoever_opens_the_page_of_a_number_that_came_to_disagree_is_told(stay, two) -> None:
    page, correction = (
        reverse(f"admissions:{name}", args=[stay.uuid]) for name in ("identity", "person_facts")
    )
    desk(two[0]).post(page, {"number": NUMBER})
    recorded(stay, "female", OTHER_DAY)
    for user in two:
        text = desk(user).get(page).content.decode()
        assert "does not agree with the records by now: date of birth." in text
        assert correction in text
        assert "Drop the number that waits" in text


def test_what_was_filled_in_is_told(stay, two) -> None:
    page = reverse("admissions:identity", args=[stay.uuid])
    desk(two[0]).post(page, {"number": NUMBER})
    text = desk(two[1]).post(page, {"number": NUMBER}, follow=True).content.decode()
    assert "Filled in from it: sex, date of birth." in text
