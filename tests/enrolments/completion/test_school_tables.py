"""Setting a school's credit table: two officers, what cannot be one, what it would change, and the pages."""

from datetime import date, datetime, time, timedelta
from html import unescape
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from courses.catalog.api import PlannedCourse
from lms.core.audit import AuditEntry
from lms.core.clock import local_date, now
from lms.core.enums import Role
from lms.enrolments.api import Enrolment, EnrolmentState
from lms.enrolments.credits.operations import recognise_certificate
from lms.enrolments.credits.school_tables.effect import effect_of
from lms.enrolments.credits.school_tables.models import SchoolCreditTable, TableState
from lms.enrolments.credits.school_tables.rules import Against, reasons_against
from lms.enrolments.errors import CreditTableKnown, CreditTableNotFound, CreditTableRefused
from tests.factories.accounts import give_role, sign_in, trainee_at
from tests.factories.courses import NOW, a_diploma_version, enrol, enrolled_trainee
from tests.factories.credit_tables import a_table, an_officer, decide, propose, set_table
from tests.factories.outside import ACTOR, confirm, record, skill_paper
from tests.factories.teaching import an_enrolment

TODAY = local_date(NOW)
COURSES = (PlannedCourse("C1", {"zh": "课", "en": "Course"}, "core", 10, False, 600, 600, ()),)


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (a_table(TODAY, skill_level_5=6, skill_level_3=9), []),
        (a_table(TODAY, skill_level_5=6, skill_level_4=6), []),
        (a_table(TODAY - timedelta(days=1), training=1), [Against.DAY_IS_PAST]),
        (a_table(TODAY, percent=0, training=1), [Against.NOT_A_PERCENTAGE]),
        (a_table(TODAY, percent=101, training=1), [Against.NOT_A_PERCENTAGE]),
        (a_table(TODAY, blocks=(), training=1), [Against.NO_BLOCKS]),
        (a_table(TODAY, blocks=("elective",), training=1), [Against.GIVES_NOTHING]),
        (a_table(TODAY, percent=1, training=1), [Against.GIVES_NOTHING]),
        (a_table(TODAY, training=0), [Against.NO_CREDITS]),
        (a_table(TODAY, skill_level_5=6, skill_level_3=5), [Against.HIGHER_LEVEL_COUNTS_LESS]),
    ],
)
def test_what_cannot_be_a_table_is_named(table, expected) -> None:
    assert reasons_against(table, COURSES, today=TODAY) == expected


@pytest.fixture
def enrolment(db):
    return enrolled_trainee(a_diploma_version(courses=60))[1]


def at_another_school(enrolment):
    return enrol(trainee_at(enrolment.site), enrolment.version)


def actions() -> list[str]:
    return list(
        AuditEntry.objects.filter(action__contains="credit_table")
        .order_by("seq")
        .values_list("action", flat=True)
    )


def test_a_table_needs_another_officer_and_both_steps_are_in_the_trail(enrolment) -> None:
    row = propose(enrolment, a_table(TODAY, training=2))
    with pytest.raises(CreditTableRefused):
        decide(row, by=row.proposed_by)
    row.refresh_from_db()
    assert row.state == TableState.WAITING
    decide(row)
    row.refresh_from_db()
    assert row.state == TableState.AGREED
    assert actions() == ["enrolments.propose_credit_table", "enrolments.decide_credit_table"]


def test_the_database_lets_nobody_agree_to_ones_own_table(enrolment) -> None:
    row = propose(enrolment, a_table(TODAY, training=2))
    row.state, row.decided_by, row.decided_at = TableState.AGREED, row.proposed_by, NOW
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_who_proposed_a_table_takes_it_back(enrolment) -> None:
    row = propose(enrolment, a_table(TODAY, training=2))
    assert decide(row, is_agreed=False, by=row.proposed_by).state == TableState.DECLINED
    with pytest.raises(CreditTableKnown):
        decide(row)


def test_one_proposal_waits_at_a_time(enrolment) -> None:
    row = propose(enrolment, a_table(TODAY, training=2))
    with pytest.raises(CreditTableKnown):
        propose(enrolment, a_table(TODAY, training=3))
    decide(row)
    propose(enrolment, a_table(TODAY, training=3))


def test_nobody_agrees_once_the_first_day_is_over(enrolment) -> None:
    row = propose(enrolment, a_table(TODAY, training=2))
    with pytest.raises(CreditTableRefused):
        decide(row, on=TODAY + timedelta(days=1))
    assert decide(row, is_agreed=False, on=TODAY + timedelta(days=1)).state == TableState.DECLINED


def test_an_officer_of_another_school_proposes_and_decides_nothing(enrolment) -> None:
    stranger = an_officer(at_another_school(enrolment).school)
    with pytest.raises(CreditTableNotFound):
        propose(enrolment, a_table(TODAY, training=2), by=stranger)
    row = propose(enrolment, a_table(TODAY, training=2))
    with pytest.raises(CreditTableNotFound):
        decide(row, by=stranger)


def a_paper(enrolment, **changes):
    row = record(skill_paper(enrolment.person, **changes))
    confirm(row)
    return row


def effect(enrolment, table):
    version = enrolment.version
    return effect_of(table, school=enrolment.school, programme=version.programme, today=TODAY)


def test_the_effect_is_what_recognition_then_gives(enrolment) -> None:
    five = a_paper(enrolment)
    table = a_table(TODAY, skill_level_5=3)
    (person,) = effect(enrolment, table).people
    assert (person.waiting, person.given, person.more_then) == (1, 0, 3)
    assert person.differs
    set_table(enrolment, table)
    who = {"actor": ACTOR, "now": NOW}
    assert recognise_certificate(enrolment_uuid=enrolment.uuid, certificate=five, **who).credits == 3
    assert effect(enrolment, a_table(TODAY, skill_level_5=9)).people == []  # nothing is left to recognise
    a_paper(enrolment, level=4, number="S000046000001254000078")
    (person,) = effect(enrolment, a_table(TODAY, skill_level_5=3, skill_level_4=9)).people
    assert (person.waiting, person.given, person.more_now, person.more_then) == (1, 3, 0, 6)


def test_people_of_another_school_are_not_in_the_effect(enrolment) -> None:
    a_paper(at_another_school(enrolment))
    found = effect(enrolment, a_table(TODAY, skill_level_5=3))
    assert (found.in_training, found.people) == (1, [])


def test_the_effect_costs_the_same_for_many_people(enrolment, django_assert_max_num_queries) -> None:
    table = a_table(TODAY, skill_level_5=3)
    a_paper(enrolment)
    with django_assert_max_num_queries(40) as first:
        effect(enrolment, table)
    for _number in range(4):
        a_paper(an_enrolment(enrolment.version, enrolment.site, enrolment.school))
    with django_assert_max_num_queries(len(first)):
        found = effect(enrolment, table)
    assert len(found.people) == 5


def test_the_limit_is_told_where_nobody_is_in_training(enrolment) -> None:
    table = a_table(TODAY, skill_level_5=3)
    (with_people,) = effect(enrolment, table).versions
    Enrolment.objects.filter(pk=enrolment.pk).update(state=EnrolmentState.WITHDRAWN, withdrawn_at=NOW)
    found = effect(enrolment, table)
    assert (found.in_training, found.versions) == (0, [with_people])


@pytest.fixture
def client(enrolment):
    client = sign_in(Client(), an_officer(enrolment.school))
    client.cookies["language"] = "en"
    return client


def page_of(enrolment) -> str:
    return reverse("credit_tables:programme", args=[enrolment.school.uuid, enrolment.version.programme.uuid])


def sent(day: date, **changes: object) -> dict[str, object]:
    values = {
        "key": uuid4(),
        "valid_from": day.isoformat(),
        "cap_percent": 40,
        "cap_blocks": ["core", "basic"],
        "kind_skill_level_5": 6,
        "reason": "校务会〔2026〕3号",
    }
    return values | changes


def test_a_table_is_looked_at_proposed_and_agreed_to_on_the_pages(enrolment, client) -> None:
    a_paper(enrolment)
    day = local_date(now()) + timedelta(days=7)
    looked = client.post(page_of(enrolment), sent(day))
    text = unescape(looked.content.decode())
    assert looked.status_code == 200
    assert f"What changes from {day} on" in text
    assert enrolment.person.full_name in text
    assert not SchoolCreditTable.objects.exists()
    said = sent(day, propose="1")
    proposed = client.post(page_of(enrolment), said)
    row = SchoolCreditTable.objects.get()
    table_page = reverse("credit_tables:table", args=[row.uuid])
    assert proposed["Location"] == table_page
    assert client.post(page_of(enrolment), said)["Location"] == table_page  # sent twice is one
    assert client.post(page_of(enrolment), {**said, "reason": "another decision"}).status_code == 422
    assert "Agree to this table" not in client.get(table_page).content.decode()
    other = sign_in(Client(), an_officer(enrolment.school))
    other.cookies["language"] = "en"
    assert "Agree to this table" in other.get(table_page).content.decode()
    other.post(reverse("credit_tables:decide", args=[row.uuid]), {"agree": "1"})
    row.refresh_from_db()
    assert (row.state, row.credits, row.cap_blocks) == ("agreed", {"skill_level_5": 6}, ["basic", "core"])
    assert f"from {day}: agreed" in unescape(client.get(reverse("credit_tables:index")).content.decode())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"cap_percent": 400}, "Write a percentage from 1 to 100."),
        ({"cap_blocks": []}, "Choose the blocks that the limit is counted over."),
        ({"kind_skill_level_5": ""}, "Write for at least one kind of certificate"),
        ({"kind_skill_level_4": 1}, "A higher level counts at least as much as a lower one"),
        ({"kind_skill_level_4": -1}, "greater than or equal to 0"),
        ({"valid_from": "2020-01-01"}, "This day is over."),
        ({"reason": " "}, "Write the reason."),
    ],
)
def test_a_form_that_is_no_table_comes_back_with_what_is_wrong(enrolment, client, changes, words) -> None:
    for more in ({}, {"propose": "1"}):
        answer = client.post(page_of(enrolment), sent(local_date(now()), **changes) | more)
        assert answer.status_code == 422
        assert words in unescape(answer.content.decode())
    assert not SchoolCreditTable.objects.exists()


def test_who_decides_too_late_is_told(enrolment, client) -> None:
    row = propose(enrolment, a_table(TODAY, training=2))
    decide(row, is_agreed=False)
    answer = client.post(reverse("credit_tables:decide", args=[row.uuid]), {"agree": "1"}, follow=True)
    assert "Somebody has decided on this table already." in answer.content.decode()


def test_the_list_costs_the_same_for_more_tables(enrolment, client, django_assert_max_num_queries) -> None:
    address = reverse("credit_tables:index")
    set_table(enrolment, a_table(TODAY, training=1))
    client.get(address)
    with django_assert_max_num_queries(60) as first:
        client.get(address)
    for credits_ in (2, 3, 4):
        set_table(enrolment, a_table(TODAY, training=credits_))
    with django_assert_max_num_queries(len(first)):
        client.get(address)


def test_the_history_can_be_taken_away(enrolment, client) -> None:
    set_table(enrolment, a_table(TODAY, training=1))
    early = datetime.combine(TODAY, time(6, 30), tzinfo=ZoneInfo("Asia/Shanghai"))
    SchoolCreditTable.objects.update(proposed_at=early, decided_at=early)
    address = reverse("credit_tables:export", args=[enrolment.school.uuid, enrolment.version.programme.uuid])
    text = client.get(address).content.decode("utf-8-sig")
    assert "校务会〔2026〕3号" in text
    assert text.count(TODAY.isoformat()) == 3, "the day of the school, also in the early morning"


def test_an_officer_of_a_site_sees_no_school(enrolment) -> None:
    somewhere = an_officer(enrolment.school)
    somewhere.role_assignments.update(ended_at=NOW)
    give_role(somewhere, Role.ISSUING_OFFICER, enrolment.site)
    client = sign_in(Client(), somewhere)
    assert client.get(page_of(enrolment)).status_code == 404
