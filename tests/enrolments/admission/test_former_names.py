"""Somebody who was renamed is known to admission by the former name too."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.accounts.models import Person
from lms.accounts.operations import rename_person
from lms.core.clock import local_date
from lms.enrolments.admission import operations
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.planning import plan_of
from lms.enrolments.admission.rules import Given, Verdict
from lms.enrolments.admission.workbooks import SheetRow
from lms.enrolments.models import Admission
from tests.enrolments.admission.dialogues import admitted, sent
from tests.enrolments.admission.samples import file_of, person
from tests.enrolments.admission.test_all_at_once import born_on_a_day, doubts, lines_of, problems
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.teaching import ACTOR

pytestmark = pytest.mark.django_db
WRONG, RIGHT = person(0)[Column.NAME], "示例更名"
UNPROVED = {"identity": "暂无", "sex": "男", "born": "1990-01-01"}


@pytest.fixture
def office():
    """A registrar and a site, where one person is admitted."""
    site = a_site()
    user = registrar_at(site)
    admitted(user, sent(user, site, file_of([person(0)])))
    return user, site


@pytest.fixture
def renamed(office):
    someone = Admission.objects.get().person
    rename_person(person=someone, name=RIGHT, actor=ACTOR, now=NOW)
    return someone


def has_left(someone: Person) -> None:
    Admission.objects.filter(person=someone).update(left_date="2026-05-11")


def test_a_former_namesake_is_asked_about_by_the_name_of_now(office, renamed) -> None:
    twin = person(3, name=WRONG, identity=born_on_a_day(other=True))
    for other, code in (
        (person(4, name=WRONG, **UNPROVED), "namesake_formerly"),
        (twin, "born_alike_formerly"),
    ):
        lines = lines_of(office, other)
        assert doubts(lines) == [{code}]
        assert [one.detail for one in lines[0].doubts if one.code == code] == [RIGHT]
    assert doubts(lines_of(office, person(5, name=WRONG))) == [set()]


def test_who_has_the_name_now_and_who_had_it_are_both_told(office, renamed) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(1, name=WRONG)])))
    lines = lines_of(office, person(4, name=WRONG, **UNPROVED))
    assert doubts(lines) == [{"namesake_here", "namesake_formerly"}]


def test_a_file_with_a_former_namesake_is_kept_once_somebody_compared(office, renamed) -> None:
    user, site = office
    row = sent(user, site, file_of([person(4, name=WRONG, **UNPROVED)]))
    assert operations.plan_of_file(row, now=NOW).namesakes


def test_the_form_asks_before_it_admits_somebody_of_a_former_name(office, renamed) -> None:
    user, site = office
    client = sign_in(Client(), user)
    client.cookies["language"] = "en"
    answers = person(4, name=WRONG, schooling="junior", language="li", **{**UNPROVED, "sex": "male"})
    said = {column.value: text for column, text in answers.items()}
    said |= {"key": str(uuid4()), "site": str(site.uuid), "fit": "yes", "consent": "refused"}
    answer = client.post("/authoring/admissions/new/", said)
    assert answer.status_code == 422
    assert f"{RIGHT}, formerly of this name, is admitted already" in answer.content.decode()
    assert Admission.objects.count() == 1


@pytest.mark.parametrize("identity", [{}, UNPROVED])
def test_who_is_here_under_the_former_name_is_done(office, renamed, identity) -> None:
    lines = lines_of(office, person(0, **identity))
    assert problems(lines) == set()
    assert [line.verdict for line in lines] == [Verdict.DONE]


@pytest.mark.parametrize("identity", [{}, UNPROVED])
def test_who_comes_again_under_the_former_name_is_admitted_under_the_one_of_now(
    office, renamed, identity
) -> None:
    user, site = office
    has_left(renamed)
    row = sent(user, site, file_of([person(0, admitted="2026-05-12", **identity)]))
    plan = operations.plan_of_file(row, now=NOW)
    assert [line.verdict for line in plan.lines] == [Verdict.AGAIN]
    assert "named_formerly" in doubts(plan.lines)[0]
    assert admitted(user, row).admitted == 1
    assert Admission.objects.filter(person=renamed).count() == 2
    renamed.refresh_from_db()
    assert (renamed.full_name, Person.objects.filter(full_name=WRONG).exists()) == (RIGHT, False)


def test_somebody_else_with_the_number_is_told_at_the_number(office, renamed) -> None:
    lines = lines_of(office, person(0, name="示例别人", **UNPROVED))
    assert problems(lines) == {("A2", "number_named_otherwise")}
    unread = lines_of(office, person(0, **{**UNPROVED, "name": "张\u202e三"}))
    assert problems(unread) == {("B2", "name_control_character")}


def test_who_comes_with_a_first_identity_number_is_not_sent_for_another_trainee_number(office) -> None:
    """A second trainee number would make two people of one: the first one comes again, with papers now."""
    user, site = office
    admitted(user, sent(user, site, file_of([person(8, **UNPROVED)])))
    someone = Person.objects.get(full_name=person(8)[Column.NAME])
    has_left(someone)
    again = {"admitted": "2026-05-12"}
    assert problems(lines_of(office, person(8, **again))) == {("A2", "number_of_namesake")}
    assert problems(lines_of(office, person(8, **again, name="示例别人"))) == {("A2", "number_taken")}
    # As the words say: without the number it is the same person.
    lines = lines_of(office, person(8, **again, **UNPROVED))
    assert [(line.verdict, line.person) for line in lines] == [(Verdict.AGAIN, someone)]


def test_the_queries_do_not_grow_with_rows_and_former_names(office, renamed) -> None:
    user, site = office

    def asked(rows: range) -> int:
        read = [
            SheetRow("S", index, {column: Given(str(text)) for column, text in person(index).items()})
            for index in rows
        ]
        with CaptureQueriesContext(connection) as seen:
            plan_of(read, site=site, today=local_date(NOW))
        return len(seen)

    few = asked(range(10, 12))
    admitted(user, sent(user, site, file_of([person(index) for index in range(1, 9)])))
    for index, someone in enumerate(Person.objects.filter(full_name__startswith="示例")):
        rename_person(person=someone, name=f"示例又{index}", actor=ACTOR, now=NOW)
    assert asked(range(30)) <= few + 1  # the stays of those who are here
