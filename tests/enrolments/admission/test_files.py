"""A workbook from the template to the people: each wrong cell named, one yes, everybody or nobody, once."""

import io
import logging
from datetime import datetime
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.storage import storages
from django.db import connection

from lms.accounts.models import Person, RoleAssignment, User
from lms.core.models import AuditEntry
from lms.enrolments.admission import operations
from lms.enrolments.admission.columns import Column
from lms.enrolments.admission.models import (
    Admission,
    AdmissionFile,
    ConsentAnswer,
    FileState,
    ReleaseForecast,
)
from lms.enrolments.admission.presentation import marks_of
from lms.enrolments.admission.workbooks import MOST_BYTES, SheetRow, marked, read_people, template
from lms.enrolments.errors import FileEnded, FileNotReady
from tests.enrolments.admission.dialogues import actor_of, admitted, sent
from tests.enrolments.admission.samples import PLACES, TODAY, book_of, file_of, made_up_id, person, saved
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    """A site and its registrar."""
    site = a_site()
    return registrar_at(site), site


def problems(row) -> dict[str, str]:
    plan = operations.plan_of_file(row, now=NOW)
    return {line.row.place(p.column): p.code for line in plan.lines for p in line.problems}


def test_the_template_is_understood_and_what_is_typed_into_it_stays_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(template()))
    sheet = book.worksheets[0]
    assert sheet.column_dimensions["C"].number_format == "@"
    lists = {str(each.sqref)[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    assert "男 male" in lists["D"]
    assert all(len(formula) <= 255 for formula in lists.values())
    for column, value in person(1).items():
        sheet.cell(2, PLACES[column] + 1, value)
    [row] = read_people(saved(book))
    assert row.cells[Column.IDENTITY].text == made_up_id(1)
    assert len(book.worksheets) == 2


def test_right_people_are_admitted_at_once_with_numbers_and_histories_but_no_pin(office) -> None:
    user, site = office
    row = admitted(user, sent(user, site, file_of(person(index) for index in range(3))))
    assert (row.state, row.admitted, row.rows) == (FileState.ADMITTED, 3, "")
    first = Admission.objects.get(number="700000")
    assert (first.person.site, first.forecast_date.year, first.consent) == (site, 2028, "refused")
    assert first.person.resident_id == made_up_id(0)
    assert first.person.resident_id_last4 == made_up_id(0)[-4:]
    assert not first.person.user.has_usable_password()
    assert RoleAssignment.objects.filter(user=first.person.user, role="trainee", site=site).count() == 1
    assert ReleaseForecast.objects.count() == ConsentAnswer.objects.count() == 3
    assert AuditEntry.objects.filter(action="enrolments.admit_trainee", actor_uuid=user.uuid).count() == 3


def test_the_queries_of_an_admission_do_not_grow_with_people(office, django_assert_max_num_queries) -> None:
    user, site = office
    row = sent(user, site, file_of(person(index) for index in range(60)))
    operations.confirm_file(uuid=row.uuid, revision=row.revision, actor=actor_of(user), now=NOW)
    with django_assert_max_num_queries(60):
        operations.admit_file(uuid=row.uuid, now=NOW)
    assert Admission.objects.count() == 60


def test_each_wrong_cell_is_named_and_nobody_is_admitted_until_all_are_right(office) -> None:
    user, site = office
    trainee_at(site, number="700003")
    people = [
        person(0),
        person(1, identity=made_up_id(1)[:-1] + "0"),
        person(2, admitted="2026-02-30"),
        person(3),
        person(4, number="700000"),
        person(5, schooling="幼儿园"),
    ]
    row = sent(user, site, file_of(people))
    assert problems(row) == {
        "C3": "identity_wrong_check_character",
        "I4": "no_such_day",
        "A5": "number_taken",
        "A6": "repeated",
        "F7": "not_in_list",
    }
    with pytest.raises(FileNotReady):
        operations.confirm_file(uuid=row.uuid, revision=1, actor=actor_of(user), now=NOW)
    texts = {
        (1, Column.IDENTITY): made_up_id(1),
        (2, Column.ADMITTED): "2026-05-10",
        (3, Column.NUMBER): "700013",
        (4, Column.NUMBER): "700004",
    }
    corrections = operations.Corrections(texts, left_out=frozenset({5}))
    row = operations.correct_file(
        uuid=row.uuid, revision=1, corrections=corrections, actor=actor_of(user), now=NOW
    )
    assert problems(row) == {"F7": "not_in_list"}
    assert not operations.plan_of_file(row, now=NOW).wrong
    with pytest.raises(FileNotReady):  # what was shown is not what there is now
        operations.confirm_file(uuid=row.uuid, revision=1, actor=actor_of(user), now=NOW)
    assert admitted(user, row).admitted == 5


def test_pressing_twice_and_sending_the_same_file_again_admits_nobody_twice(office) -> None:
    user, site = office
    other = registrar_at(site)
    data = file_of(person(index) for index in range(4))
    first, second = sent(user, site, data), sent(other, site, data)
    for _ in range(2):
        operations.confirm_file(uuid=first.uuid, revision=1, actor=actor_of(user), now=NOW)
    operations.confirm_file(uuid=second.uuid, revision=1, actor=actor_of(other), now=NOW)
    for row in (first, first, second):
        operations.admit_file(uuid=row.uuid, now=NOW)
    second.refresh_from_db()
    assert (second.state, second.admitted) == (FileState.ADMITTED, 0)
    assert Admission.objects.count() == User.objects.filter(username__startswith="7000").count() == 4


def test_what_changed_since_the_yes_sends_the_file_back_whole(office) -> None:
    user, site = office
    row = sent(user, site, file_of(person(index) for index in range(3)))
    operations.confirm_file(uuid=row.uuid, revision=1, actor=actor_of(user), now=NOW)
    trainee_at(site, number="700002")
    operations.admit_file(uuid=row.uuid, now=NOW)
    row.refresh_from_db()
    assert (row.state, row.problem) == (FileState.READY, "changed")
    assert problems(row) == {"A4": "number_taken"}
    assert Admission.objects.count() == 0


def test_somebody_who_comes_again_keeps_number_and_sign_in(office) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(0)])))
    stay = Admission.objects.get()
    operations.end_stay(
        admission_uuid=stay.uuid,
        leaving=operations.Leaving(datetime(2026, 5, 20).date()),
        actor=actor_of(user),
        now=NOW,
    )
    wrong = sent(user, site, file_of([person(0, number="700099", admitted="2026-05-21")]))
    plan = operations.plan_of_file(wrong, now=NOW)
    assert [(p.code, p.detail) for line in plan.lines for p in line.problems] == [("has_number", "700000")]
    row = sent(user, site, file_of([person(0, admitted="2026-05-21", release="不详")]))
    operations.confirm_file(uuid=row.uuid, revision=1, actor=actor_of(user), now=NOW)
    operations.admit_file(uuid=row.uuid, now=NOW)
    assert Admission.objects.filter(person=stay.person).count() == 2
    assert Person.objects.count() == 1


def test_who_left_is_admitted_by_the_same_file_on_no_day_of_the_earlier_stay(office) -> None:
    user, site = office
    admitted(user, sent(user, site, file_of([person(0)])))
    Admission.objects.update(left_date=TODAY)
    row = sent(user, site, file_of([person(0), person(1)]))
    [line] = operations.plan_of_file(row, now=NOW).wrong
    assert [(one.column, one.code, one.detail) for one in line.problems] == [
        (Column.ADMITTED, "earlier_stay", "2026-06-01")
    ]
    on_that_day = sent(user, site, file_of([person(0, admitted="2026-06-01")]))
    assert not operations.plan_of_file(on_that_day, now=NOW).wrong


def test_one_person_on_two_sheets_is_seen_also_where_the_rows_bear_one_number(office) -> None:
    user, site = office
    book = book_of([person(0), person(1)])
    other = book.copy_worksheet(book.active)
    for column, value in person(2).items():
        other.cell(3, PLACES[column] + 1, value)
    row = sent(user, site, saved(book))
    [line] = operations.plan_of_file(row, now=NOW).wrong
    assert {problem.code for problem in line.problems} == {"repeated"}
    assert {problem.detail for problem in line.problems} == {f"2|{book.active.title}"}


def test_the_workbook_comes_back_with_the_wrong_cells_coloured_and_is_read_again(office) -> None:
    user, site = office
    people = [person(0), person(1, schooling=""), person(2, admitted="gestern")]
    row = sent(user, site, file_of(people))
    plan = operations.plan_of_file(row, now=NOW)
    data = marked([(line.row, marks_of(line)) for line in plan.lines])
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    coloured = {cell.coordinate for row in sheet for cell in row if cell.fill.fgColor.rgb == "FFFFD9A0"}
    assert coloured == {"F3", "I4"}
    assert "2026-11-03" in sheet["P4"].value
    again = sent(user, site, data)
    assert problems(again) == problems(row)


def test_what_is_kept_of_a_file_is_sealed_and_goes_when_it_is_over(
    office, caplog, django_capture_on_commit_callbacks
) -> None:
    user, site = office
    secret = made_up_id(0)
    with caplog.at_level(logging.DEBUG):
        row = sent(user, site, file_of([person(0), person(1, identity=made_up_id(1)[:-1])]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM enrolments_admissionfile")
        kept = cursor.fetchone()[0]
    assert kept
    assert secret not in kept
    assert secret not in caplog.text
    assert secret not in str(row.name)
    with django_capture_on_commit_callbacks(execute=True):
        row = operations.discard_file(uuid=row.uuid, actor=actor_of(user), now=NOW)
    assert (row.state, row.rows) == (FileState.DISCARDED, "")
    with pytest.raises(FileEnded):
        operations.confirm_file(uuid=row.uuid, revision=1, actor=actor_of(user), now=NOW)
    assert not any(str(row.uuid) in name for name in storages["documents"].listdir("admissions")[1])


def test_a_file_that_nobody_confirms_expires(office) -> None:
    user, site = office
    row = sent(user, site, file_of([person(0)]))
    operations.tidy_files(now=row.expires_at)
    row.refresh_from_db()
    assert (row.state, row.rows) == (FileState.EXPIRED, "")


def test_the_same_form_sent_twice_is_one_file(office) -> None:
    user, site = office
    key = uuid4()
    assert sent(user, site, file_of([person(0)]), key=key) == sent(user, site, file_of([person(0)]), key=key)
    assert AdmissionFile.objects.count() == 1


def test_somebody_of_another_site_is_not_admitted_here(office) -> None:
    user, site = office
    elsewhere = a_site()
    admitted(registrar := registrar_at(elsewhere), sent(registrar, elsewhere, file_of([person(0)])))
    assert problems(sent(user, site, file_of([person(0)]))) == {"C2": "elsewhere"}


def test_hidden_rows_and_namesakes_are_said_but_count(office) -> None:
    user, site = office
    book = book_of([person(0, identity="暂无", sex="男"), person(1, name=person(0)[Column.NAME])])
    book.active.row_dimensions[3].hidden = True
    plan = operations.plan_of_file(sent(user, site, saved(book)), now=NOW)
    assert [{doubt.code for doubt in line.doubts} - {"age_unusual"} for line in plan.lines] == [
        {"namesake"},
        {"hidden_row", "namesake"},
    ]
    assert len(plan.to_admit) == 2
    row, yes = AdmissionFile.objects.get(), {"actor": actor_of(user), "now": NOW}
    with pytest.raises(FileNotReady, match="no identity number|没有身份证号"):
        operations.confirm_file(uuid=row.uuid, revision=1, **yes)
    assert operations.confirm_file(uuid=row.uuid, revision=1, has_compared=True, **yes).state == "admitting"


def test_today_is_the_day_of_the_tests() -> None:
    assert (TODAY - NOW.date()).days >= 0
    assert MOST_BYTES < 20_000_000
    assert SheetRow("a", 3).place(Column.NAME) == "3"
