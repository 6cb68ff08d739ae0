"""Closing a room is asked, because nobody can open it again, and the log of the room says who did it."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils.timezone import localtime
from django.utils.translation import ngettext, override

from lms.core.clock import local_date
from lms.exams.api import ActKind, NewAct, admit_candidates, do_act, hand_in, list_my_sittings
from lms.exams.models import SittingCandidate
from lms.exams.sittings.operations import NewRule, set_admission_rule
from tests.factories.accounts import invigilator_at, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol, enrolled_trainee
from tests.factories.exams import ACTOR, MINUTE, a_sitting, attempt_of, open_sitting_for, started_attempt

pytestmark = pytest.mark.django_db
EARLY = {"is_sure": "on", "is_meant": "on"}


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW + MINUTE, tick=False):
        yield


def staff_of(sitting, client):
    return sign_in(client, invigilator_at(sitting.site))


def address(sitting):
    return f"/exams/console/{sitting.uuid}/close/"


def test_who_closes_a_room_reads_who_has_not_begun_and_says_that_nobody_comes(client):
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    staff = staff_of(sitting, client)
    page = staff.get(address(sitting))
    assert enrolment.person.full_name in page.content.decode()
    assert staff.post(address(sitting)).status_code == 422
    sitting.refresh_from_db()
    assert sitting.state == "open"
    assert staff.post(address(sitting), EARLY).status_code == 302
    sitting.refresh_from_db()
    assert sitting.state == "closed"
    assert SittingCandidate.objects.get().state == "absent"
    log = staff.get(f"/exams/console/{sitting.uuid}/log/").content.decode()
    assert "结束考试" in log
    assert "宣布开考" in log


def test_while_candidates_may_still_begin_a_second_tick_is_asked_for(client):
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    staff = staff_of(sitting, client)
    last = f"{localtime(sitting.closes_at):%H:%M}"
    page = staff.get(address(sitting)).content.decode()
    assert f"考生在{last}以前都可以开始作答" in page
    assert 'name="is_meant"' in page
    refused = staff.post(address(sitting), {"is_sure": "on"})
    assert refused.status_code == 422
    assert "如果确定现在就结束，请勾选这一项" in refused.content.decode()
    assert SittingCandidate.objects.get().state != "absent"
    with time_machine.travel(NOW - timedelta(days=1), tick=False):
        page = staff_of(sitting, client).get(address(sitting)).content.decode()
        assert f"考生在{localtime(sitting.closes_at):%Y-%m-%d} {last}以前都可以开始作答" in page
    with time_machine.travel(sitting.closes_at, tick=False):
        staff = staff_of(sitting, client)
        page = staff.get(address(sitting)).content.decode()
        assert 'name="is_meant"' not in page
        assert "以前都可以开始作答" not in page
        assert staff.post(address(sitting), {"is_sure": "on"}).status_code == 302


def test_a_room_that_stood_still_is_early_for_so_much_longer(client):
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    for kind, at in ((ActKind.PAUSE, NOW + MINUTE), (ActKind.RESUME, NOW + 11 * MINUTE)):
        do_act(act=NewAct(sitting.uuid, kind, "停电", uuid4()), actor=ACTOR, now=at)
    with time_machine.travel(sitting.closes_at + 9 * MINUTE, tick=False):
        staff = staff_of(sitting, client)
        assert staff.post(address(sitting), {"is_sure": "on"}).status_code == 422
        assert staff.post(address(sitting), EARLY).status_code == 302


@pytest.mark.parametrize(("language", "names"), [("zh-hans", "、{}。结束以后"), ("en", ", {}. A room")])
def test_what_closing_does_is_said_as_the_language_sets_sentences(client, settings, language, names):
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    other = enrol(trainee_at(enrolment.site), a_version())
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[other.uuid], actor=ACTOR, now=NOW)
    staff = staff_of(sitting, client)
    staff.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    effect = staff.get(address(sitting)).context["effect"]
    numbered = f"{attempt_of(sitting, other).candidate} {other.person.full_name}"
    assert names.format(numbered) in effect


def test_while_somebody_writes_it_is_refused_in_words(client):
    begun = started_attempt()
    staff = staff_of(begun.sitting, client)
    refused = staff.post(address(begun.sitting), {"is_sure": "on"})
    assert refused.status_code == 422
    with override("zh-hans"):
        one = ngettext("%(count)d candidate is still writing.", "%(count)d candidates are still writing.", 1)
        assert one % {"count": 1} in refused.content.decode()
    begun.sitting.refresh_from_db()
    assert begun.sitting.state == "open"
    hand_in(ref=begun.ref, final_seq=0, actor=ACTOR, now=NOW + MINUTE)
    assert staff.post(address(begun.sitting), {"is_sure": "on"}).status_code == 302


def test_the_log_says_who_compared_a_candidate_with_the_papers(client):
    begun = started_attempt()
    staff = staff_of(begun.sitting, client)
    staff.post(f"/exams/console/{begun.sitting.uuid}/attempts/{begun.attempt.uuid}/seen/")
    log = staff.get(f"/exams/console/{begun.sitting.uuid}/log/").content.decode()
    assert "已核对照片或证件" in log


def test_who_did_not_appear_is_found_under_the_words_of_the_tile_and_before_that_under_not_started(client):
    _user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    staff, room = staff_of(sitting, client), f"/exams/console/{sitting.uuid}/"
    assert filters(staff, room) == {"全部": 1, "未开始": 1, "答题中": 0, "已暂停计时": 0, "已结束": 0}
    staff.post(address(sitting), EARLY)
    assert filters(staff, room) == {"全部": 1, "缺考": 1, "答题中": 0, "已暂停计时": 0, "已结束": 0}
    page = staff.get(f"{room}?state=absent")
    assert [line.state_word for line in page.context["lines"]] == ["缺考"]
    assert "未开始" not in page.content.decode()


def test_before_it_is_closed_one_reads_what_absence_means_and_afterwards_nobody_compares_who_never_came(
    client,
):
    user, enrolment = enrolled_trainee()
    sitting = open_sitting_for(enrolment)
    staff, means = staff_of(sitting, client), "缺考算一次考试"
    assert means not in staff.get(address(sitting)).content.decode(), "tries are not counted"
    basis = {"zh": "补考一次"}
    rule = NewRule(sitting.scheme.code, local_date(sitting.opens_at), basis, resits=1)
    set_admission_rule(rule=rule, actor=ACTOR, now=NOW)
    assert means in staff.get(address(sitting)).content.decode()
    (mine,) = list_my_sittings(user.person_id, now=NOW)
    candidate = f"/exams/console/{sitting.uuid}/attempts/{mine.attempt_uuid}/"
    assert f"{candidate}seen/" in staff.get(candidate).content.decode()
    staff.post(address(sitting), EARLY)
    assert f"{candidate}seen/" not in staff.get(candidate).content.decode()
    (mine,) = list_my_sittings(user.person_id, now=NOW)
    with override("zh-hans"):
        assert mine.tag == {"label": "缺考", "kind": "warning"}


def filters(staff, room):
    return {one["label"]: one["count"] for one in staff.get(room).context["filters"]}


def test_a_room_that_never_opened_does_not_ask_whether_it_is_closed(client):
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    answer = staff_of(sitting, client).get(address(sitting), follow=True)
    assert answer.redirect_chain == [(f"/exams/console/{sitting.uuid}/", 302)]
    assert sitting.get_state_display() in answer.content.decode()
