"""The audit of a class: people against requirements, filters, tables to keep, own site only, steady queries."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from lms.delivery.api import Said
from lms.enrolments.api import Question, audit_of, audits_of, withdraw_enrolment
from lms.enrolments.models import Admission
from tests.factories import teaching
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import complete
from tests.factories.courses import NOW, a_version, a_version_asking_for_everything, finish_all_lessons
from tests.factories.organisations import a_site
from tests.factories.outside import confirm, licence_paper, record, skill_paper
from tests.factories.teaching import ACTOR, EVENING, MONDAY, a_class, an_enrolment, join, locked, planned

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def group(monkeypatch):
    version = a_version_asking_for_everything(theory_minutes=450)
    monkeypatch.setattr(teaching, "a_version", lambda: version)
    return a_class(people=2, capacity=9)


def address(group, name="audit"):
    return reverse(f"cohorts:{name}", args=[group.cohort.uuid])


def text_of(response):
    assert response.status_code == 200
    return response.content.decode()


def expected_on(enrolment, day: date) -> None:
    stay = Admission(person=enrolment.person, site=enrolment.site, number=f"N{enrolment.pk}")
    stay.admitted_date, stay.forecast_date, stay.schooling, stay.created_at = TODAY, day, "junior", NOW
    stay.save()


def test_each_person_stands_as_in_the_audit_of_one(group, office):
    first, second = group.people
    finish_all_lessons(first)
    locked(planned(group)[0], (first, Said("present")), (second, Said("absent")))
    confirm(record(skill_paper(second.person)))
    expected_on(second, TODAY + timedelta(days=20))
    questions = {first.pk: Question(TODAY), second.pk: Question(TODAY, TODAY + timedelta(days=20))}
    together = audits_of([second, first], questions)
    assert together == [audit_of(row, questions[row.pk]) for row in (second, first)]
    html = text_of(office.get(address(group)))
    for row in group.people:
        assert html.count(reverse("audit:enrolment", args=[row.uuid])) == 1 + len(together[0].lines)
    assert "not possible in time" in html
    assert "met by 1 of 2" in html
    assert "2 of 2 people" in html


def test_questions_of_two_days_are_no_one_audit(group):
    first, second = group.people
    with pytest.raises(ValueError, match="one day"):
        audits_of(group.people, {first.pk: Question(TODAY), second.pk: Question(date(2026, 6, 2))})


def test_the_list_is_narrowed_to_those_with_gaps(group, office):
    expected_on(group.people[0], TODAY)
    link = reverse("audit:enrolment", args=[group.people[0].uuid])
    other = reverse("audit:enrolment", args=[group.people[1].uuid])
    shown = {
        name: text_of(office.get(address(group), {"show": name})) for name in ("gaps", "met", "impossible")
    }
    assert link in shown["gaps"]
    assert link not in shown["met"]
    assert "Nobody of the class is like this." in shown["met"]
    assert link in shown["impossible"]  # today is the last day, and more hours are missing than it has
    assert other not in shown["impossible"]
    assert link in text_of(office.get(address(group), {"show": "nonsense"}))


def test_a_number_of_the_summary_leads_to_the_people_behind_it(group, office):
    finish_all_lessons(group.people[0])
    links = [reverse("audit:enrolment", args=[row.uuid]) for row in group.people]
    page = office.get(address(group))
    (bar,) = [one for one in page.context["bars"] if one["met"] == 1]
    html = text_of(page)
    for state, shown in (("met", links[0]), ("not_yet", links[1])):
        of = f"{bar['code']}~{state}"
        assert f'href="?of={of}#people"' in html
        narrowed = office.get(address(group), {"of": of})
        assert [link in text_of(narrowed) for link in links] == [link == shown for link in links]
        assert narrowed.context["of"].startswith(f"{bar['title']}: ")
    table = office.get(address(group, "audit_table"), {"of": f"{bar['code']}~met"}).content.decode()
    assert [one.person.user.username in table for one in group.people] == [True, False]
    for nonsense in ("x", "x~met", f"{bar['code']}~x", "~"):
        assert office.get(address(group), {"of": nonsense}).context["of"] == ""
        assert links[1] in text_of(office.get(address(group), {"of": nonsense}))


def test_whoever_left_or_was_withdrawn_is_not_audited_with_the_class(group, office):
    withdraw_enrolment(enrolment_uuid=group.people[0].uuid, reason="moved away", actor=ACTOR, now=NOW)
    html = text_of(office.get(address(group)))
    assert "1 of 1 people" in html
    assert "1 person who left the class is not counted here" in html
    left = group.cohort.members.get(enrolment=group.people[0])
    with override("en"):
        assert left.left_text in html


@pytest.mark.parametrize("forecast", [None, TODAY + timedelta(days=20)])
def test_who_was_withdrawn_today_after_a_lesson_is_said_to_be_withdrawn(group, office, forecast):
    first, second = group.people
    if forecast:
        expected_on(first, forecast)
    locked(planned(group)[0], (first, Said("present")), (second, Said("absent")))
    withdraw_enrolment(enrolment_uuid=first.uuid, reason="moved away", actor=ACTOR, now=EVENING)
    html = text_of(office.get(address(group)))
    assert html.count("Withdrawn on 2026-06-01.") == 1
    assert html.count("No release is forecast.") == 1  # of the other one
    assert "Release 2026" not in html


def test_it_is_taken_away_without_formulas(group, office):
    person = group.people[0].person
    person.full_name = "=1+1"
    person.save(update_fields=["full_name"])
    assert "'=1+1" in office.get(address(group, "audit_table")).content.decode()
    answer = office.get(address(group, "audit_table"), {"format": "xlsx", "show": "gaps"})
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    cell = next(cell for cell in sheet["A"] if cell.value == "=1+1")
    assert cell.data_type == "s"
    assert sheet.max_row == 3


def test_the_rows_behind_it_explain_themselves_in_the_readers_language(group, office):
    first, second = group.people
    session = planned(group)[0]
    locked(session, (first, Said("present")), (second, Said("absent")))
    gone = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
    join(group.cohort, gone, on=MONDAY + timedelta(days=1))
    withdraw_enrolment(enrolment_uuid=gone.uuid, reason="moved away", actor=ACTOR, now=EVENING)

    def book(language):
        office.cookies["language"] = language
        return openpyxl.load_workbook(io.BytesIO(office.get(address(group, "audit_rows")).content))

    def rows_of(sheet):
        head, *rows = sheet.iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    chinese, english = book("zh-hans"), book("en")
    assert [one.title for one in (chinese.worksheets[0], english.worksheets[0])] == ["说明", "About"]
    names = [[one.split()[-1] for one in found.sheetnames[1:]] for found in (chinese, english)]
    assert names[0] == names[1]  # keys are the same
    assert all(name.split()[0] != name for name in chinese.sheetnames[1:])
    about = "\n".join(str(cell.value or "") for row in chinese.worksheets[0] for cell in row)
    left = f"{gone.person.full_name} · {group.cohort.members.get(enrolment=gone).left_on}"
    for words in (left, "Asia/Shanghai", "考勤 marks", "left_early", "早退分钟数"):
        assert words in about
    mark = rows_of(chinese["考勤 marks"])[0]
    assert mark["学员（代码）\nenrolment"] == str(first.uuid)
    assert mark["学员\nenrolment_name"] == f"{first.person.full_name} {first.person.user.username}"
    assert mark["课次\nsession_name"] == f"2026-06-01 09:00 · {group.cohort.code}"
    assert mark["状态\nstate_name"] == "实到"
    held = rows_of(english["sessions"])[0]
    assert held["Begin\nbegins"] == "2026-06-01 09:00:00+08:00"
    assert held["Course\ncourse_name"] == group.course.title_en


def test_another_site_has_nothing_there(group):
    stranger = sign_in(Client(), registrar_at(a_site()))
    for name in ("audit", "audit_table"):
        assert stranger.get(address(group, name)).status_code == 404


def test_the_queries_do_not_grow_with_people_and_records(group, office):
    def queries() -> int:
        office.get(address(group))
        with CaptureQueriesContext(connection) as asked:
            assert office.get(address(group)).status_code == 200
        return len(asked)

    session = planned(group)[0]
    locked(session, *((row, Said("present")) for row in group.people))
    confirm(record(skill_paper(group.people[0].person)))
    before = queries()
    for place in range(4):
        row = an_enrolment(group.cohort.version, group.cohort.site, group.cohort.school)
        join(group.cohort, row, on=MONDAY + timedelta(days=1))  # the register of the day before is locked
        finish_all_lessons(row)
        confirm(record(licence_paper(row.person, occupation=f"{place}")))
    assert queries() == before


def test_who_has_completed_left_the_class_and_stays_in_its_audit(group, office, monkeypatch):
    monkeypatch.setattr(teaching, "a_version", a_version)  # hours are not met by saying so
    own = a_class(people=1, site=group.cohort.site)
    row = complete(own.people[0])
    assert own.cohort.members.get(enrolment=row).left_on is not None
    assert row.person.full_name in office.get(address(own)).content.decode()
