"""The marker's pages and the officer's over HTTP: blind, saved after commit, progress, decisions."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.enums import Role
from lms.exams.models import HandMark, MarkDecision, MarkingRule, MarkingTurn, Sitting
from tests.factories.accounts import a_user, sign_in
from tests.factories.handmarks import Marked, an_ended_sitting, give, mark_all, take_all, two_apart
from tests.factories.results import written

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


def client_of(user) -> Client:
    return sign_in(Client(), user)


def take(marked: Marked, user, item: int = 0):
    return client_of(user).post(
        reverse("exams:take_answers", args=[marked.sitting.uuid, marked.items()[item]])
    )


def address(marked: Marked, item: int = 0) -> str:
    return reverse("exams:answers", args=[marked.sitting.uuid, marked.items()[item]])


def test_a_marker_takes_a_question_and_reads_numbers_and_words_but_no_name():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    shown = client_of(user).get(reverse("exams:my_answers")).content.decode()
    assert marked.sitting.title in shown
    assert take(marked, user).url == address(marked)
    page = client_of(user).get(address(marked)).content.decode()
    assert "先验电。" in page
    assert "验电; 接地" in page
    assert "停电、验电、接地、挂牌。" in page
    for enrolment in marked.enrolments:
        assert enrolment.person.full_name not in page + shown


def test_a_mark_is_acknowledged_with_the_time_and_an_empty_one_takes_it_back():
    marked = an_ended_sitting()
    user = marked.markers[0]
    take(marked, user)
    body = {"turn": marked.turn(user).uuid, "marks": "12.5", "comment": "gut", "client_key": uuid4()}
    answer = client_of(user).post(address(marked), body, headers=JSON)
    assert answer.json()["marked"] == 1
    assert HandMark.objects.get().marks == Decimal("12.5")
    back = {**body, "marks": "", "client_key": uuid4()}
    assert client_of(user).post(address(marked), back, headers=JSON).json()["marked"] == 0
    assert HandMark.objects.count() == 2


def test_a_mark_that_cannot_be_is_refused_in_words():
    marked = an_ended_sitting()
    user = marked.markers[0]
    take(marked, user)
    body = {"turn": marked.turn(user).uuid, "marks": "31", "client_key": uuid4()}
    answer = client_of(user).post(address(marked), body, headers=JSON)
    assert answer.status_code == 422
    assert "30" in answer.json()["errors"][0]
    assert client_of(user).post(address(marked), body).status_code == 422
    assert not HandMark.objects.exists()


def test_the_same_key_with_another_mark_is_refused():
    marked = an_ended_sitting()
    user = marked.markers[0]
    take(marked, user)
    body = {"turn": marked.turn(user).uuid, "marks": "12", "client_key": uuid4()}
    for marks, status in (("12", 200), ("12", 200), ("13", 422)):
        answer = client_of(user).post(address(marked), {**body, "marks": marks}, headers=JSON)
        assert answer.status_code == status


def test_without_script_the_form_leads_to_the_next_answer():
    marked = an_ended_sitting(candidates=2)
    user = marked.markers[0]
    take(marked, user)
    first = MarkingTurn.objects.first()
    body = {"turn": first.uuid, "marks": "12", "client_key": uuid4()}
    other = MarkingTurn.objects.exclude(pk=first.pk).get()
    assert client_of(user).post(address(marked), body).url.endswith(f"#a{other.uuid}")


def test_the_second_marker_sees_nothing_of_the_first():
    marked = an_ended_sitting()
    first, second = marked.markers
    for turn in take_all(marked, first):
        give(first, turn, "10.5", now=turn.taken_at)
    take(marked, second)
    page = client_of(second).get(address(marked)).content.decode()
    assert "10.5" not in page
    assert first.display_name not in page
    assert str(marked.turn(first).uuid) not in page


def test_the_officer_goes_from_the_marking_to_the_results_and_back():
    marked = an_ended_sitting()
    officer, uuid = client_of(marked.officer), [marked.sitting.uuid]
    results, marking = reverse("results:sitting", args=uuid), reverse("sittings:marking", args=uuid)
    assert results in officer.get(marking).content.decode()
    assert marking in officer.get(results).content.decode()
    Sitting.objects.filter(uuid=marked.sitting.uuid).update(state="scheduled")
    assert results not in officer.get(marking).content.decode()
    assert officer.get(results).status_code == 404
    sat = written(right=(10,))
    without = client_of(sat.first).get(reverse("results:sitting", args=[sat.sitting.uuid])).content.decode()
    assert reverse("sittings:marking", args=[sat.sitting.uuid]) not in without


def test_a_stranger_finds_nothing_and_takes_nothing():
    marked = an_ended_sitting()
    stranger = a_user(Role.ASSESSOR, marked.sitting.site)
    assert client_of(stranger).get(address(marked)).status_code == 404
    assert take(marked, stranger).status_code == 404
    assert marked.sitting.title not in client_of(stranger).get(reverse("exams:my_answers")).content.decode()


def test_two_markers_who_reach_for_the_same_question_share_nothing():
    marked = an_ended_sitting()
    assert take(marked, marked.markers[0]).url == address(marked)
    assert take(marked, marked.markers[1]).url == reverse("exams:my_answers")


def test_the_officer_sees_how_far_it_is_decides_and_settles():
    marked = two_apart()
    officer = client_of(marked.officer)
    page = reverse("sittings:marking", args=[marked.sitting.uuid])
    assert page in officer.get(reverse("sittings:sitting", args=[marked.sitting.uuid])).content.decode()
    shown = officer.get(page).content.decode()
    assert all(user.display_name in shown for user in marked.markers)
    for item in marked.items():
        where = reverse("sittings:decide_marks", args=[marked.sitting.uuid, marked.attempt().uuid, item])
        assert "先验电。" in officer.get(where).content.decode() or item != marked.items()[0]
        assert officer.post(where, {"marks": "15", "reason": "", "client_key": uuid4()}).status_code == 422
        body = {"marks": "15", "reason": "both were read again", "client_key": uuid4()}
        assert officer.post(where, body).url == page
        assert officer.get(where).status_code == 404
    assert MarkDecision.objects.count() == 2
    assert 'name="client_key"' in officer.get(page).content.decode()
    assert officer.post(page, {"client_key": uuid4()}).url == page
    assert 'name="client_key"' in officer.get(page).content.decode(), "settled marks stay: it is asked first"
    assert officer.post(page, {"client_key": uuid4(), "is_sure": "on"}).url == page
    # No worker has run yet: what was settled is not offered a second time.
    shown = officer.get(page).content.decode()
    assert 'name="client_key"' not in shown
    assert "正在确定" in shown


def test_the_officer_appoints_and_dismisses():
    marked = an_ended_sitting(markers=0)
    user = a_user(Role.INSTRUCTOR, marked.sitting.site)
    officer = client_of(marked.officer)
    where = reverse("sittings:markers", args=[marked.sitting.uuid])
    assert user.display_name in officer.get(where).content.decode()
    officer.post(where, {"people": [user.uuid]})
    marker = marked.sitting.markers.get(user=user)
    dismiss = reverse("sittings:dismiss_marker", args=[marked.sitting.uuid, marker.uuid])
    assert officer.post(dismiss).status_code == 302
    marker.refresh_from_db()
    assert marker.ended_at is not None
    assert officer.post(dismiss).status_code == 302  # told in words, nothing is changed


def test_the_officer_sets_a_dated_rule():
    marked = an_ended_sitting()
    body = {
        "code": "SCHEME",
        "valid_from": "2026-01-01",
        "near_percent": "3",
        "sample_percent": "10",
        "spread_percent": "20",
        "step": "1",
        "basis_zh": "考核办法",
    }
    where = reverse("sittings:marking_rules")
    assert client_of(marked.officer).post(where, body).url == where
    assert MarkingRule.objects.get().sample_percent == 10
    assert "考核办法" in client_of(marked.officer).get(where).content.decode()


def test_a_larger_sitting_costs_no_more_queries(django_assert_max_num_queries):
    marked = an_ended_sitting(candidates=5)
    mark_all(marked, marked.markers[0], "10")
    officer, marker = client_of(marked.officer), client_of(marked.markers[1])
    with django_assert_max_num_queries(32):
        officer.get(reverse("sittings:marking", args=[marked.sitting.uuid]))
    with django_assert_max_num_queries(26):
        marker.get(reverse("exams:my_answers"))
    take(marked, marked.markers[1])
    with django_assert_max_num_queries(24):
        marker.get(address(marked))
