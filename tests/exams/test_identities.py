"""Who was compared with photo or papers, and by whom that was taken back."""

from datetime import timedelta

import pytest
from django.conf import settings

from lms.exams.errors import AttemptNotFound, ReasonMissing
from lms.exams.models import SittingCandidate
from lms.exams.sittings import pulse
from lms.exams.sittings.console import roster
from lms.exams.sittings.operations import confirm_identity, take_back_identity
from lms.exams.sittings.room_log import room_log
from tests.exams.test_second_copy import bring, copied, copier  # noqa: F401
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.exams import attempt_of
from tests.factories.planning import BEFORE, Planned, planned
from tests.factories.rooms import INVIGILATOR, OFFICER

pytestmark = pytest.mark.django_db
WHY = "看错了人"


@pytest.fixture
def plan() -> Planned:
    return planned(candidates=1)


def named(plan):
    attempt = attempt_of(plan.sitting, plan.enrolments[0])
    return {"attempt_uuid": attempt.uuid, "sitting_uuid": plan.sitting.uuid}


def compare(plan, *, after=0, by=INVIGILATOR):
    return confirm_identity(**named(plan), actor=by, now=BEFORE + timedelta(minutes=after))


def take_back(plan, *, after, by=OFFICER, reason=WHY):
    moment = BEFORE + timedelta(minutes=after)
    return take_back_identity(**named(plan), reason=reason, actor=by, now=moment)


def test_what_was_compared_by_mistake_is_taken_back_with_a_reason_and_may_be_done_again(plan):
    compare(plan)
    for _twice in range(2):
        take_back(plan, after=1)
    assert [line.is_seen for line in roster(plan.sitting, now=BEFORE)] == [False]
    compare(plan, after=2, by=OFFICER)
    assert [line.is_seen for line in roster(plan.sitting, now=BEFORE)] == [True]
    lines = [(line.what, line.text, line.by) for line in reversed(room_log(plan.sitting))]
    assert [(text, by) for _what, text, by in lines] == [
        ("", INVIGILATOR.user_uuid),
        (WHY, OFFICER.user_uuid),
        ("", OFFICER.user_uuid),
    ]
    assert lines[0][0] == lines[2][0]


def test_a_clock_that_was_set_back_makes_a_new_comparison_not_void(plan):
    compare(plan, after=5)
    take_back(plan, after=6)
    assert compare(plan, after=1).is_seen


def test_what_was_not_compared_or_is_nobody_there_is_not_taken_back(plan):
    assert take_back(plan, after=1).unseen_at is None
    compare(plan)
    with pytest.raises(ReasonMissing):
        take_back(plan, after=1, reason=" ")
    with pytest.raises(AttemptNotFound):
        take_back_identity(
            **{**named(plan), "sitting_uuid": planned(candidates=0).sitting.uuid},
            reason=WHY,
            actor=OFFICER,
            now=BEFORE,
        )
    assert SittingCandidate.objects.get().is_seen


def test_an_old_copy_does_not_bring_back_what_was_taken_back(plan, copier):  # noqa: F811
    compare(plan)
    path = copied(copier)
    take_back(plan, after=1)
    bring(path)
    assert not SittingCandidate.objects.get().is_seen


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_of_the_candidate_leads_to_it(plan, client, language, monkeypatch):
    monkeypatch.setattr(pulse, "now", lambda: BEFORE)
    compare(plan)
    browser = sign_in(client, invigilator_at(plan.site))
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    uuids = named(plan)
    address = f"/exams/console/{uuids['sitting_uuid']}/attempts/{uuids['attempt_uuid']}/"
    assert f"{address}seen/back/" in browser.get(address).content.decode()
    words = "compared" if language == "en" else "核对"
    assert words in browser.get(f"{address}seen/back/").content.decode()
    assert browser.post(f"{address}seen/back/", {"reason": ""}).status_code == 422
    assert browser.post(f"{address}seen/back/", {"reason": WHY}).url == address
    shown = browser.get(address).content.decode()
    assert WHY in shown
    assert f"{address}seen/back/" not in shown
