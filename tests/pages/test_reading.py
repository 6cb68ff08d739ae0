"""The lesson part by part, what the page reports, private notes: over HTTP, with and without a script."""

import json
import re
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from courses.catalog.api import get_published_version
from courses.pages.models import LessonPage
from courses.pages.parts import parts_of
from lms.core import clock
from lms.core.enums import STAFF_ROLES, Role
from lms.delivery.models import LearningPeriod, LessonMark, LessonPosition
from tests.factories.accounts import a_user, employer_user_of, sign_in, trainee_at
from tests.factories.courses import enrol, lessons_of
from tests.factories.organisations import a_school, a_site, an_administration, an_employer

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}


@pytest.fixture
def learner(loaded_pack, client):
    """A signed-in trainee who reads English on the pack's programme: (client, first lesson, its number of parts)."""
    user = trainee_at(a_site())
    enrolment = enrol(user, get_published_version(programme_code="CPC5"))
    sign_in(client, user)
    client.cookies["language"] = "en"
    lesson = lessons_of(enrolment)[0]
    page = LessonPage.objects.get(lesson=lesson, locale__language_code="en")
    client.get(_url(lesson))
    return client, lesson, len(parts_of(page.body))


def _url(lesson, name="lesson", **more):
    return reverse(f"learning:{name}", kwargs={"lesson_uuid": lesson.uuid, **more})


def _page(client, lesson, query=""):
    response = client.get(_url(lesson) + query)
    assert response.status_code == 200
    return response.content.decode()


def _now_ms():
    return int(clock.now().timestamp() * 1000)


def _place(client, lesson, **fields):
    return client.post(_url(lesson, "position"), {"at": _now_ms(), **fields}, headers=JSON)


def _title(lesson, number, language="en"):
    page = LessonPage.objects.get(lesson=lesson, locale__language_code=language)
    return parts_of(page.body)[number - 1].title


# --- parts ----------------


def test_a_step_shows_one_part_with_the_ways_on(learner):
    client, lesson, parts = learner
    page = _page(client, lesson, "?step=2")
    assert page.count("data-part=") == 2  # the section, and where the reader stopped
    assert f"Page 2 of {parts}" in page
    assert 'href="?step=1"' in page
    assert 'href="?step=3"' in page
    assert "/complete/" not in page


def test_the_last_step_ends_the_lesson_and_a_later_one_is_the_last(learner):
    client, lesson, parts = learner
    for step in (parts, 999):
        page = _page(client, lesson, f"?step={step}")
        assert f"Page {parts} of {parts}" in page
        assert "/complete/" in page
        assert 'data-turn="next"' not in page


@pytest.mark.parametrize("step", ["", "0", "-1", "x", "1000", "²", "1e3", "%00"])
def test_nonsense_as_a_step_is_the_whole_lesson(learner, step):
    client, lesson, parts = learner
    assert _page(client, lesson, f"?step={step}").count('<section class="part') == parts


def test_without_a_script_the_step_is_the_position(learner):
    client, lesson, _parts = learner
    _page(client, lesson, "?step=3")
    assert LessonPosition.objects.get().part == 3
    assert escape(f"Go on where you stopped: {_title(lesson, 3)}") in _page(client, lesson)
    assert "Go on where you stopped" in client.get("/home/").content.decode()


def test_the_choice_of_steps_holds_at_the_next_terminal_and_begins_where_one_stopped(learner):
    client, lesson, parts = learner
    _place(client, lesson, part=3)
    answer = client.post(_url(lesson, "view"), {"view": "steps", "step": "3"})
    assert answer.url == _url(lesson) + "?step=3"
    assert f"Page 3 of {parts}" in _page(client, lesson)
    answer = client.post(_url(lesson, "view"), {"view": "whole", "step": "x"})
    assert answer.url == _url(lesson) + "#part-1"
    assert _page(client, lesson).count('<section class="part') == parts


def test_practice_without_a_script_comes_back_to_its_part(learner):
    client, lesson, _parts = learner
    client.post(_url(lesson, "view"), {"view": "steps"})
    page = LessonPage.objects.get(lesson=lesson, locale__language_code="en")
    part = next(part for part in parts_of(page.body) if any(b.block_type == "practice" for b in part.blocks))
    code = next(b.value["items"][0] for b in part.blocks if b.block_type == "practice")
    answer = client.post(_url(lesson, "practice", code=code)).content.decode()
    assert f'id="part-{part.number}"' in answer
    assert "notice--warning" in answer


def test_terms_are_marked_and_explained(learner):
    client, lesson, _parts = learner
    page = _page(client, lesson)
    assert page.count('class="term"') >= page.count('class="term-pop"') > 0
    for anchor in {part.split('"')[0] for part in page.split('data-term="pop-')[1:]}:
        assert f'id="pop-{anchor}"' in page
        assert f'<div id="{anchor}">' in page


# --- what the page reports ----------------


def test_a_position_is_kept_and_answered_with_the_server_s_time(learner):
    client, lesson, _parts = learner
    answer = _place(client, lesson, part=2, paragraph=3, recording="dough", second=9).json()
    assert (answer["kept"], answer["part"]) == (True, 2)
    assert abs(answer["now"] - _now_ms()) < 5_000
    older = _place(client, lesson, part=1, at=_now_ms() - 60_000).json()
    assert (older["kept"], older["part"]) == (False, 2)


@pytest.mark.parametrize(
    "fields",
    [
        {"part": 0},
        {"part": "x"},
        {"part": 2**40},
        {"part": 1, "at": 0},
        {"part": 1, "at": 10**30},
        {"part": 1, "paragraph": -1},
        {"part": 1, "second": 5},
        {"part": 1, "recording": "dough"},
        {"part": 1, "recording": "../x", "second": 1},
    ],
)
def test_a_position_that_cannot_be_is_refused_by_field(learner, fields):
    client, lesson, _parts = learner
    answer = _place(client, lesson, **fields)
    assert (answer.status_code, answer.json()["code"]) == (422, "pages.lesson.unusable_sign")
    assert answer.json()["field"] in {*fields, "second"}
    assert not LessonPosition.objects.exists()


def test_signs_of_life_count_the_server_s_time_only(learner):
    client, lesson, _parts = learner
    page = uuid4()
    sign = {"quiet_ms": 0, "keys": 1, "pointers": 1, "scrolls": 1, "media_seconds": 0}
    for seq in (1, 2, 3):
        body = {"page": page, "seq": seq, "active_ms": 30_000, **sign}
        answer = client.post(_url(lesson, "alive"), body, headers=JSON)
        assert (answer.status_code, answer.json()["seconds"]) == (200, 0)  # no second has passed meanwhile
    assert not LearningPeriod.objects.exists()
    bad = client.post(_url(lesson, "alive"), {**body, "active_ms": "-1"}, headers=JSON)
    assert (bad.status_code, bad.json()["field"]) == (422, "active_ms")


def test_reports_need_the_token_of_the_page(learner):
    client, lesson, _parts = learner
    client.handler.enforce_csrf_checks = True
    for name in ("position", "alive", "note", "bookmark", "view"):
        assert client.post(_url(lesson, name), headers=JSON).status_code == 403


# --- notes ----------------


def _note(client, lesson, text, revision=0, **more):
    return client.post(_url(lesson, "note"), {"text": text, "revision": revision}, **more)


def test_a_note_is_saved_by_the_form_and_found_printed_and_searched(learner):
    client, lesson, _parts = learner
    assert _note(client, lesson, "Lukewarm <b>water</b>").url == _url(lesson) + "#note"
    assert "Lukewarm &lt;b&gt;water&lt;/b&gt;" in _page(client, lesson)
    listed = client.get(reverse("learning:notes")).content.decode()
    assert "Lukewarm &lt;b&gt;water" in listed
    assert "data-prints" in listed
    assert "Nothing found" in client.get(reverse("learning:notes"), {"q": "no such words"}).content.decode()


def take_offline(lesson):
    for page in LessonPage.objects.filter(lesson=lesson):
        page.unpublish()


def test_a_note_is_kept_when_the_lesson_went_offline_while_somebody_wrote(learner):
    client, lesson, _parts = learner
    take_offline(lesson)
    shown = client.post(_url(lesson, "note"), {"text": "先断电", "revision": 0}, follow=True)
    assert shown.redirect_chain == [(reverse("learning:notes"), 302)]
    assert "Your note is saved. The lesson itself cannot be read at the moment." in shown.content.decode()
    assert "先断电" in shown.content.decode()
    answer = _note(client, lesson, "先断电，再验电", revision=1, headers=JSON)
    assert answer.json()["revision"] == 2
    assert "再验电" in client.get(reverse("learning:notes")).content.decode()


def test_a_note_that_cannot_be_kept_comes_back_with_the_page_that_says_why(learner):
    client, lesson, _parts = learner
    take_offline(lesson)
    long = "先断电" * 2000
    elsewhere = reverse("learning:note", kwargs={"lesson_uuid": uuid4()})
    for answer in (
        _note(client, lesson, long),
        client.post(elsewhere, {"text": long, "revision": 0}),
    ):
        shown = answer.content.decode()
        assert answer.status_code == 404
        assert "Your note could not be saved here" in shown
        assert long in shown
    assert "could not be saved here" not in client.get(_url(lesson)).content.decode()


def test_before_the_first_note_the_list_says_how_to_begin(learner):
    client, _lesson, _parts = learner
    assert "No notes yet" in client.get(reverse("learning:notes")).content.decode()


def test_a_note_of_two_terminals_shows_both_texts(learner):
    client, lesson, _parts = learner
    _note(client, lesson, "one")
    answer = _note(client, lesson, "two", headers=JSON).json()
    assert answer["revision"] == 2
    assert "one" in answer["others"]
    page = _page(client, lesson)
    assert "written twice at once" in page
    other = LessonMark.objects.get(kind="replaced")
    client.post(_url(lesson, "remove_text", mark_uuid=other.uuid))
    assert "written twice at once" not in _page(client, lesson)


@pytest.mark.parametrize("text", ["x" * 4001, "a\x00b"])
def test_a_note_that_is_refused_is_still_in_the_field(learner, text):
    client, lesson, _parts = learner
    response = _note(client, lesson, text)
    assert response.status_code == 422
    assert "at most 4,000 letters" in response.content.decode()
    assert text[:50].replace("\x00", "") in response.content.decode().replace("\x00", "")
    assert _note(client, lesson, text, headers=JSON).json()["field"] == "text"


def test_line_ends_count_once(learner):
    client, lesson, _parts = learner
    assert _note(client, lesson, "x\r\n" * 2000).status_code == 302
    assert LessonMark.objects.get().text == "x\n" * 2000


def test_a_bookmark_stands_in_the_lesson_and_in_the_list(learner):
    client, lesson, parts = learner
    client.post(_url(lesson, "bookmark"), {"part": 2, "is_on": "1"})
    marked = escape(f"Marked: {_title(lesson, 2)}")
    assert marked in _page(client, lesson)
    assert "?step=2" in client.get(reverse("learning:notes")).content.decode()
    client.post(_url(lesson, "bookmark"), {"part": 2, "is_on": "0"})
    assert marked not in _page(client, lesson)
    for wrong in ({"part": parts + 1, "is_on": "1"}, {"part": 1, "is_on": "2"}, {}):
        assert client.post(_url(lesson, "bookmark"), wrong).status_code == 422


def test_the_page_marks_a_part_without_being_loaded_again(learner):
    client, lesson, _parts = learner
    for is_on, word in (("1", "Marked"), ("0", "Mark")):
        answer = client.post(_url(lesson, "bookmark"), {"part": 2, "is_on": is_on}, headers=JSON)
        assert escape(f"{word}: {_title(lesson, 2)}") in answer.json()["button"]
    assert 'aria-pressed="true" aria-label' not in _page(client, lesson)


def test_the_time_of_a_note_is_written_alike_in_both_languages(learner):
    client, lesson, _parts = learner
    assert re.fullmatch(r"\d\d:\d\d", _note(client, lesson, "x", headers=JSON).json()["time"])
    for language in ("en", "zh-hans"):
        client.cookies["language"] = language
        notes = client.get(reverse("learning:notes")).content.decode()
        assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", notes)


def test_a_marked_part_is_called_what_it_is_called_in_the_readers_language(learner):
    client, lesson, _parts = learner
    client.cookies["language"] = "zh-hans"
    client.post(_url(lesson, "bookmark"), {"part": 2, "is_on": "1"})
    for language in ("zh-hans", "en"):
        client.cookies["language"] = language
        notes = client.get(reverse("learning:notes")).content.decode()
        assert f'?step=2">{escape(_title(lesson, 2, language))}</a>' in notes


def _place_of(role):
    if role is Role.INVIGILATOR:
        return a_site()
    return an_administration() if role in (Role.AUTHORITY_READER, Role.AUDITOR) else a_school()


@pytest.mark.parametrize("role", sorted(STAFF_ROLES))
def test_no_staff_role_reaches_a_trainee_s_notes(learner, role):
    client, lesson, _parts = learner
    _note(client, lesson, "for nobody else")
    sign_in(client, a_user(role, _place_of(role)))
    reached = [client.get(reverse("learning:notes")), client.get(_url(lesson))]
    reached += [client.post(_url(lesson, name)) for name in ("note", "bookmark", "position", "alive", "view")]
    assert {answer.status_code for answer in reached} == {403}
    assert not any(b"for nobody else" in answer.content for answer in reached)


def test_another_trainee_of_the_same_lesson_sees_nothing_of_it(learner, client):
    owner, lesson, _parts = learner
    _note(owner, lesson, "for nobody else")
    other = LessonMark.objects.get()
    stranger = trainee_at(a_site())
    enrol(stranger, get_published_version(programme_code="CPC5"))
    sign_in(client, stranger)
    assert "for nobody else" not in _page(client, lesson)
    assert "for nobody else" not in client.get(reverse("learning:notes")).content.decode()
    assert client.post(_url(lesson, "remove_text", mark_uuid=other.uuid)).status_code == 404
    assert LessonMark.objects.filter(pk=other.pk).exists()


def test_employers_have_no_notes_either(learner):
    client, _lesson, _parts = learner
    sign_in(client, employer_user_of(an_employer()))
    assert client.get(reverse("learning:notes")).status_code == 403


def test_answers_to_reports_are_json_problems(learner):
    client, _lesson, _parts = learner
    url = reverse("learning:position", kwargs={"lesson_uuid": uuid4()})
    answer = client.post(url, {"part": 1, "at": _now_ms()}, headers=JSON)
    assert answer.status_code == 404
    assert json.loads(answer.content)["code"] == "pages.lesson.not_found"
