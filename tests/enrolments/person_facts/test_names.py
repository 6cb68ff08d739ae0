"""A name or an identity number that was written wrongly is corrected by two people, and the former name is found."""

from datetime import date, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.migrations.exceptions import IrreversibleError
from django.test import Client
from django.urls import reverse

from lms.accounts.models import Person, User
from lms.accounts.operations import issue_card
from lms.accounts.queries import hash_of_resident_id
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.enrolments.errors import AdmissionInvalid, ChangeOutdated, IdentityRefused
from lms.enrolments.models import DecisionState, PersonCorrection
from lms.enrolments.person_facts.operations import Decision, ask_for_correction, decide_person_correction
from lms.enrolments.person_facts.queries import records_now
from lms.enrolments.person_facts.rules import Facts
from lms.enrolments.person_facts.wishes import NewPersonFacts
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.stays import a_stay

pytestmark = pytest.mark.django_db
WRONG, RIGHT = "张样纬", "张样伟"
NUMBER = "11010519491231002X"  # 1949-12-31, female


def with_check(first: str) -> str:
    """Return seventeen digits with the check character of GB 11643."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(first, weights, strict=True))
    return first + "10X98765432"[total % 11]


OTHER = with_check("11010519900101001")  # 1990-01-01, male


@pytest.fixture
def stay():
    row = a_stay(trainee_at(a_site()).person)
    name(row.person, WRONG)
    return row


def name(person: Person, words: str) -> None:
    person.full_name, person.sort_name = words, "zhang yang wei"
    person.save(update_fields=["full_name", "sort_name"])


@pytest.fixture
def numbered(stay):
    person = stay.person
    person.resident_id, person.resident_id_hash = NUMBER, hash_of_resident_id(NUMBER)
    person.resident_id_last4, person.sex, person.birth_date = NUMBER[-4:], "female", "1949-12-31"
    person.save()
    person.refresh_from_db()
    return stay


@pytest.fixture
def two(stay):
    return registrar_at(stay.site), registrar_at(stay.site)


def ask(stay, by, **changes):
    person = Person.objects.get(pk=stay.person_id)
    facts = Facts(person.sex, person.birth_date)
    values = {"name": person.full_name, "cause": "typing", **changes}
    new = NewPersonFacts(values.pop("facts", facts), "身份证已看", by, uuid4(), **values)
    return ask_for_correction(admission_uuid=stay.uuid, new=new, actor=Actor(by.uuid, "registrar"), now=NOW)


def decide(row, by, number: str = "", *, is_right: bool = True):
    return decide_person_correction(
        correction_uuid=row.uuid,
        decision=Decision(is_right, by, number, "证件上不是这样"),
        actor=Actor(by.uuid, "registrar"),
        now=NOW + timedelta(hours=1),
    )


def test_a_name_is_written_anew_with_its_pinyin_and_its_sign_in_once_another_person_keeps_it(
    stay, two
) -> None:
    row = ask(stay, two[0], name=f" {RIGHT} ")
    assert Person.objects.get(pk=stay.person_id).full_name == WRONG
    decide(row, two[1])
    person = Person.objects.get(pk=stay.person_id)
    assert (person.full_name, person.names_before) == (RIGHT, [WRONG])
    assert person.sort_name == "zhang yang wei"
    assert User.objects.get(person=person).display_name == RIGHT


def test_the_trail_names_the_deed_and_no_name(stay, two) -> None:
    decide(ask(stay, two[0], name=RIGHT), two[1])
    entries = list(
        AuditEntry.objects.filter(action__in=("accounts.rename_person", "accounts.correct_person"))
    )
    assert [row.action for row in entries] == ["accounts.rename_person"]
    assert not any(word in str(vars(entries[0])) for word in (WRONG, RIGHT))


def test_a_name_that_comes_back_is_former_no_more(stay, two) -> None:
    for now in (RIGHT, WRONG, RIGHT):
        decide(ask(stay, two[0], name=now), two[1])
    assert Person.objects.get(pk=stay.person_id).names_before == [WRONG]


@pytest.mark.parametrize("words", ["", "  ", "TRUE", "张[伟]", "张\u202e伟", "x" * 101])
def test_what_is_no_name_at_admission_is_none_here(stay, two, words) -> None:
    with pytest.raises(AdmissionInvalid) as refused:
        ask(stay, two[0], name=words)
    assert refused.value.field == "name"


def test_a_name_that_stays_as_it_is_hinders_no_correction_of_the_sex(stay, two) -> None:
    name(stay.person, "张[伟]")
    decide(ask(stay, two[0], facts=Facts("male", stay.person.birth_date)), two[1])
    assert Person.objects.get(pk=stay.person_id).sex == "male"


def test_the_name_that_stands_there_is_no_correction(stay, two) -> None:
    with pytest.raises(AdmissionInvalid):
        ask(stay, two[0], name=f"{WRONG} ")


def test_a_form_that_saw_other_records_is_told(stay, two) -> None:
    seen = records_now(stay.person)
    decide(ask(stay, two[0], name=RIGHT), two[1])
    with pytest.raises(ChangeOutdated):
        ask(stay, two[0], name="张样玮", seen=seen)
    assert PersonCorrection.objects.count() == 1


def test_a_name_that_changed_in_between_is_not_kept(stay, two) -> None:
    row = ask(stay, two[0], name=RIGHT)
    name(stay.person, "张三")
    with pytest.raises(ChangeOutdated):
        decide(row, two[1])


# --- identity number ----------------


def test_another_number_brings_its_sex_and_birth_and_is_typed_by_both(numbered, two) -> None:
    row = ask(numbered, two[0], number=OTHER)
    assert (row.sex, row.birth_date.isoformat(), row.last4_before) == ("male", "1990-01-01", NUMBER[-4:])
    for typed in ("", NUMBER, OTHER[:-1]):
        with pytest.raises(IdentityRefused):
            decide(row, two[1], typed)
    decide(row, two[1], OTHER)
    person = Person.objects.get(pk=numbered.person_id)
    assert (person.resident_id, person.resident_id_last4) == (OTHER, OTHER[-4:])
    assert (person.sex, person.birth_date.isoformat()) == ("male", "1990-01-01")
    row.refresh_from_db()
    assert (row.state, row.number, row.number_last4) == (DecisionState.KEPT, "", OTHER[-4:])


@pytest.mark.parametrize("typed", ["123", OTHER[:-1] + "5", "1" * 18])
def test_a_number_that_cannot_be_is_refused_at_its_field(numbered, two, typed) -> None:
    with pytest.raises(IdentityRefused) as refused:
        ask(numbered, two[0], number=typed)
    assert refused.value.field == "number"


def test_a_number_of_somebody_else_is_refused_and_named_at_ones_own_site_only(numbered, two) -> None:
    other = trainee_at(numbered.site).person
    other.resident_id, other.resident_id_hash = OTHER, hash_of_resident_id(OTHER)
    other.save()
    with pytest.raises(IdentityRefused, match=other.full_name):
        ask(numbered, two[0], number=OTHER)
    other.site = a_site()
    other.save()
    with pytest.raises(IdentityRefused) as refused:
        ask(numbered, two[0], number=OTHER)
    assert other.full_name not in str(refused.value)


def test_who_has_no_number_yet_gets_the_first_one_elsewhere(stay, two) -> None:
    with pytest.raises(AdmissionInvalid):
        ask(stay, two[0], number=OTHER)


def test_a_refused_number_stays_nowhere(numbered, two) -> None:
    row = ask(numbered, two[0], number=OTHER)
    decide(row, two[1], is_right=False)
    row.refresh_from_db()
    assert row.number == ""
    assert Person.objects.get(pk=numbered.person_id).resident_id == NUMBER


# --- the way back ----------------


@pytest.mark.parametrize(
    "changes",
    [{"name": RIGHT}, {"name": RIGHT, "facts": Facts("female", date(1949, 12, 31))}, {"number": OTHER}],
)
def test_the_form_of_before_is_refused_where_a_name_or_number_would_be_lost(numbered, two, changes) -> None:
    migration = import_module("lms.enrolments.migrations.0028_names_and_numbers_corrected")
    going_back = migration.Migration.operations[-1].reverse_code
    ask(numbered, two[0], facts=Facts("male", numbered.person.birth_date), explanation="派出所证明")
    going_back(apps, None)
    decide(PersonCorrection.objects.get(), two[1])
    ask(numbered, two[0], **changes)
    with pytest.raises(IrreversibleError, match="Names or numbers were corrected"):
        going_back(apps, None)


# --- pages ----------------


def desk(user) -> Client:
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    return client


def test_old_and_new_stand_before_the_yes_and_the_former_name_is_found_and_told(stay, two) -> None:
    issue_card(user=stay.person.user, actor=Actor(two[0].uuid, "registrar"), now=NOW)
    page = reverse("admissions:person_facts", args=[stay.uuid])
    own = reverse("admissions:stay", args=[stay.uuid])
    first, second = desk(two[0]), desk(two[1])
    form = first.get(page).context["form"]
    said = {
        **form.initial,
        "birth_date": "",
        "sex": "",
        "name": RIGHT,
        "cause": "typing",
        "reason": "ID card",
    }
    assert first.post(page, said).url == own
    shown = second.get(page).content.decode()
    for words in (WRONG, RIGHT, "Typed wrongly at admission"):
        assert words in shown
    # Nobody has decided: the card bears the right name so far.
    assert "The sign-in card bears the former name" not in shown
    assert reverse("people:card", args=[stay.person.uuid]) not in shown
    seen = str(PersonCorrection.objects.get().uuid)
    answer = second.post(page, {"decision": "keep", "seen": seen}, follow=True).content.decode()
    assert "print a new one" in answer
    for address in (own, reverse("files:person", args=[stay.person.uuid])):
        text = second.get(address).content.decode()
        assert "Former name" in text
        assert WRONG in text
        assert reverse("people:card", args=[stay.person.uuid]) in text
    for words in (WRONG, RIGHT, "zhang yang"):
        found = second.get(reverse("admissions:index"), {"q": words, "words": words})
        assert list(found.context["page"].object_list) == [stay]
        assert f"formerly {WRONG}" in found.content.decode()
        assert RIGHT in second.get(reverse("people:index"), {"q": words}).content.decode()


def test_who_decides_on_another_correction_than_the_page_showed_is_told(stay, two) -> None:
    page = reverse("admissions:person_facts", args=[stay.uuid])
    before = ask(stay, two[0], name="张样玮")
    decide(before, two[0], is_right=False)
    ask(stay, two[0], name=RIGHT)
    answer = desk(two[1]).post(page, {"decision": "keep", "seen": str(before.uuid)}, follow=True)
    assert "Somebody else asked or decided since this page was opened." in answer.content.decode()
    assert Person.objects.get(pk=stay.person_id).full_name == WRONG


def test_who_asks_while_another_correction_waits_is_shown_that_one(stay, two) -> None:
    page = reverse("admissions:person_facts", args=[stay.uuid])
    office = desk(two[1])
    form = office.get(page).context["form"]
    ask(stay, two[0], name=RIGHT)
    said = {
        **form.initial,
        "birth_date": "",
        "sex": "",
        "name": "张样玮",
        "cause": "typing",
        "reason": "ID card",
    }
    answer = office.post(page, said, follow=True).content.decode()
    assert "Somebody else asked or decided since this page was opened." in answer
    assert PersonCorrection.objects.get().name == RIGHT


def test_a_name_that_came_back_is_not_told_as_a_former_one_and_each_of_those_once(stay, two) -> None:
    issue_card(user=stay.person.user, actor=Actor(two[0].uuid, "registrar"), now=NOW)
    for words in (RIGHT, WRONG, RIGHT, WRONG):
        decide(ask(stay, two[0], name=words), two[1])
    page = desk(two[0]).get(reverse("admissions:stay", args=[stay.uuid]))
    assert [row.name_before for row in page.context["former"].rows] == [RIGHT]
    assert "The sign-in card bears the former name" not in page.content.decode()  # printed under that of now


def test_the_file_tells_corrections_of_number_sex_and_birth_and_no_number(numbered, two) -> None:
    decide(ask(numbered, two[0], number=OTHER), two[1], OTHER)
    decide(ask(numbered, two[0], name=RIGHT), two[1])
    text = desk(two[1]).get(reverse("files:person", args=[numbered.person.uuid])).content.decode()
    for words in (
        f"Identity number corrected: {'*' * 14}{NUMBER[-4:]} → {'*' * 14}{OTHER[-4:]}",
        "Sex, date of birth corrected: female · 1949-12-31 → male · 1990-01-01",
        f"Name corrected: {WRONG} → {RIGHT}",
    ):
        assert words in text
    assert OTHER not in text
