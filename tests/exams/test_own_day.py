"""An examination of several days: everywhere stands the day of the candidate, and from it a pass counts."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from lms.core.actor import Actor
from lms.core.clock import local_date
from lms.core.enums import Role
from lms.exams.api import (
    admit_candidates,
    close_sitting,
    open_sitting,
    schedule_sitting,
    sit_for_demonstration,
)
from lms.exams.appeals.operations import NewAppeal, file_appeal
from lms.exams.appeals.practicals import practicals_of
from lms.exams.appeals.presentation import decision_context
from lms.exams.models import PracticalResult
from lms.exams.practical.days import worked_at
from lms.exams.practical.operations import open_device
from lms.exams.practical.printing import PANEL, print_practical
from lms.exams.results.operations import NewSet, SetDecision, freeze_results, release_results
from lms.exams.results.printing import Without, print_list, print_slips
from lms.exams.results.telling import slip_of
from lms.exams.results.told import told_in
from lms.exams.sittings.days import days_of
from lms.exams.sittings.eligibility import Conditions
from lms.exams.sittings.standings import passed_before
from tests.exams.results.desk import english, text, text_of
from tests.factories.accounts import examinations_officer_at, trainee_at
from tests.factories.appeals import a_released
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, a_scheme
from tests.factories.organisations import a_site
from tests.factories.practical import actor_for, an_open_practical, signed
from tests.factories.practical_appeals import Work, settle
from tests.factories.results import Written, as_actor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
AFTER = NOW + 5 * DAY


def said(at) -> str:
    return localtime(at).strftime("%Y-%m-%d")


def in_words(at) -> str:
    """Return a time as the pages of a candidate say it in English."""
    with translation.override("en"):
        return date_format(localtime(at), "DATETIME_FORMAT")


def a_week() -> Written:
    """Return a released sitting of four days; its candidates passed on the first and on the third."""
    site, version = a_site(), a_version(scheme="SCHEME")
    new = replace(a_new_sitting(site, scheme=a_scheme(release="by_two")), closes_at=NOW + 3 * DAY)
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=NOW)
    users = [trainee_at(site) for _one in range(2)]
    enrolments = [enrol(user, version) for user in users]
    uuids = [row.uuid for row in enrolments]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, actor=ACTOR, now=NOW)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=NOW)
    for at, uuid in zip((NOW, NOW + 2 * DAY), uuids, strict=True):
        sit_for_demonstration(sitting_uuid=sitting.uuid, enrolment_uuid=uuid, right_answers=10, now=at)
    close_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=AFTER)
    sitting.refresh_from_db()
    week = Written(sitting, users, enrolments, *(examinations_officer_at(site) for _one in range(2)))
    frozen = freeze_results(new=NewSet(sitting.uuid, uuid4()), actor=as_actor(week.first), now=AFTER)
    decision = SetDecision(frozen.uuid, frozen.digest)
    release_results(decision=decision, actor=as_actor(week.second), now=AFTER)
    return week


def test_slips_pages_and_the_list_say_the_day_on_which_the_candidate_wrote():
    week = a_week()
    told = told_in(week.sitting, now=AFTER)
    assert [slip_of(one)["day"] for one in told] == [said(NOW), said(NOW + 2 * DAY)]
    assert said(NOW + 2 * DAY) in text_of(print_slips("en", told[1:]))
    client = english(week.users[1])
    assert said(NOW + 2 * DAY) in text(client.get(reverse("exams:my_result", args=[week.attempt(1).uuid])))
    listed = text_of(print_list("en", week.sitting, told, Without()))
    assert f"{said(NOW)} – {said(NOW + 3 * DAY)}" in listed
    assert "Written" in listed
    for at in (NOW, NOW + 2 * DAY):
        assert said(at) in listed
    shown = [text(english(user).get(reverse("exams:my_sittings"))) for user in week.users]
    assert [in_words(NOW) in page for page in shown] == [True, False]
    assert in_words(NOW + 2 * DAY) in shown[1]


def test_a_list_of_one_day_says_it_once():
    appealed = a_released()
    sitting = appealed.marked.sitting
    listed = text_of(print_list("en", sitting, told_in(sitting, now=AFTER), Without()))
    assert listed.count(said(sitting.opens_at)) >= 1
    assert "Written" not in listed


def test_a_pass_counts_from_the_own_day():
    week = a_week()
    results = [week.attempt(place).results.get() for place in range(2)]
    days = days_of(row.uuid for row in results)
    assert [days[row.uuid] for row in results] == [local_date(NOW), local_date(NOW + 2 * DAY)]
    people = [row.person_id for row in week.enrolments]
    passed, _before = passed_before("SCHEME", Conditions(), people)
    assert passed[week.enrolments[1].pk] == local_date(NOW + 2 * DAY)


def practical_days() -> Work:
    """Return a released practical examination: the first candidate on the first day, the second on the third."""
    practical = an_open_practical(candidates=2)
    later = NOW + 2 * DAY
    for place, at in enumerate((NOW, later)):
        for assessor in practical.assessors:
            if at == later:
                open_device(ref=practical.ref(assessor), actor=actor_for(assessor), now=later)
                practical.sequences[assessor.pk] = 0
            signed(practical, assessor, "60", place=place, now=at)
    settle(practical, now=AFTER)
    practical.examination.refresh_from_db()
    return Work(practical, examinations_officer_at(practical.examination.site), AFTER)


def test_practical_pages_sheets_and_appeals_say_the_day_on_which_the_candidate_was_at_work():
    work = practical_days()
    first, second = (work.practical.candidate(place) for place in range(2))
    own = worked_at([first.pk, second.pk])
    assert {pk: said(at) for pk, at in own.items()} == {first.pk: said(NOW), second.pk: said(NOW + 2 * DAY)}
    result = PracticalResult.objects.get(candidate=second)
    assert days_of([result.uuid]) == {result.uuid: local_date(NOW + 2 * DAY)}
    panel = text_of(print_practical(PANEL, "en", work.practical.examination))
    assert [said(NOW) in page for page in panel.split("\f")[:2]] == [True, False]
    assert said(NOW + 2 * DAY) in panel.split("\f")[1]
    (line,) = practicals_of(work.practical.enrolments[1].pk)
    assert said(line.at) == said(NOW + 2 * DAY)
    user = work.practical.enrolments[1].person.user
    for name, args in (("my_practical_results", []), ("my_practical_result", [result.uuid])):
        shown = text(english(user).get(reverse(f"exams:{name}", args=args)))
        assert in_words(NOW + 2 * DAY) in shown, name
    appeal = work.file(result_uuid=result.uuid, actor=as_actor(work.reviewer), behalf_reason="本人手部受伤")
    assert day_on_the_decision(appeal) == said(NOW + 2 * DAY)


def day_on_the_decision(appeal) -> str:
    appeal.state, appeal.outcome, appeal.remedy = "decided", "upheld", "nothing"
    return decision_context(appeal)["written"]


def test_the_decision_on_an_appeal_says_the_own_day_of_writing():
    week = a_week()
    for place, at in enumerate((NOW, NOW + 2 * DAY)):
        result = week.attempt(place).results.get()
        new = NewAppeal(result_uuid=result.uuid, ground="room", client_key=uuid4(), text="停电两次")
        actor = Actor(week.users[place].uuid, Role.TRAINEE)
        appeal = file_appeal(new=new, actor=actor, now=AFTER)
        assert day_on_the_decision(appeal) == said(at)


def test_a_tablet_without_network_tells_the_day_by_its_own_time_and_never_one_after_the_arrival():
    practical = an_open_practical()
    assessor = practical.assessors[0]
    signed(practical, assessor, "60", now=NOW + 2 * DAY)
    (at,) = worked_at([practical.candidate().pk]).values()
    assert at == NOW + timedelta(seconds=1), (
        "the page was opened at NOW, and the first mark given a second later"
    )
    other = an_open_practical()
    open_device(ref=other.ref(other.assessors[0]), actor=actor_for(other.assessors[0]), now=NOW + DAY)
    signed(other, other.assessors[0], "60", now=NOW + DAY)
    (at,) = worked_at([other.candidate().pk]).values()
    assert at == NOW + DAY
    assert worked_at([an_open_practical().candidate().pk]) == {}
