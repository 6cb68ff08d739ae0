"""The lesson player over HTTP: who may read, what is noted, practice, languages, cost."""

import re
from uuid import uuid4

import pytest
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from courses.catalog.api import get_published_version
from courses.pages.models import LessonPage
from courses.pages.queries import find_edition, practice_codes
from lms.core import clock
from lms.delivery.models import LessonProgress
from lms.enrolments.models import Enrolment, EnrolmentMove
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import a_version, enrol, lessons_of
from tests.factories.organisations import a_site
from tests.factories.pages import take_away

pytestmark = pytest.mark.django_db
SURE = {"sure": "yes"}


@pytest.fixture
def learner(loaded_pack, client):
    """A signed-in trainee on the pack's programme: (client, enrolment)."""
    user = trainee_at(a_site())
    enrolment = enrol(user, get_published_version(programme_code="CPC5"))
    sign_in(client, user)
    return client, enrolment


def _url(lesson, name="lesson", **more):
    return reverse(f"learning:{name}", kwargs={"lesson_uuid": lesson.uuid, **more})


def _practice_code(lesson):
    return practice_codes(LessonPage.objects.get(lesson=lesson, locale__language_code="zh-hans"))[0]


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "title_zh"), ("en", "title_en")])
def test_a_lesson_opens_in_the_readers_language_and_is_noted_once(learner, language, words):
    client, enrolment = learner
    client.cookies["language"] = language
    lesson = lessons_of(enrolment)[0]
    for _ in range(2):
        response = client.get(_url(lesson))
    assert getattr(lesson, words) in response.content.decode()
    assert LessonProgress.objects.get().lesson == lesson


def test_without_a_translation_the_chinese_text_is_shown_with_a_notice(learner):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    take_away(LessonPage.objects.get(lesson=lesson, locale__language_code="en"))
    client.cookies["language"] = "en"
    page = client.get(_url(lesson)).content.decode()
    assert LessonPage.objects.get(lesson=lesson).summary in page
    assert f"<h1>{lesson.title_en}</h1>" in page, "it is called what the trainee's first page calls it"
    assert "not translated yet" in page


def test_without_a_chinese_page_the_english_text_is_shown_with_a_notice(learner):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    take_away(LessonPage.objects.get(lesson=lesson, locale__language_code="zh-hans"))
    page = client.get(_url(lesson)).content.decode()
    assert escape(LessonPage.objects.get(lesson=lesson).summary) in page
    assert f"<h1>{lesson.title_zh}</h1>" in page
    assert "目前只有英文" in page
    assert 'lang="en"' in page


def test_a_copy_of_a_page_does_not_take_its_place(learner):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    page = LessonPage.objects.get(lesson=lesson, locale__language_code="zh-hans")
    page.copy(update_attrs={"slug": "copied", "title": "a copy"}, reset_translation_key=True)
    assert find_edition(lesson).page_id == page.pk


@pytest.mark.parametrize("written", [5, {"a": 1}, "text", [1], [["x"]]])
def test_objectives_that_are_no_list_of_sentences_are_refused(learner, written):
    _client, enrolment = learner
    page = LessonPage.objects.filter(lesson=lessons_of(enrolment)[0]).first()
    page.objectives = written
    with pytest.raises(ValidationError, match="objectives"):
        page.full_clean()


def test_finishing_leads_to_the_next_lesson_and_after_the_last_home(learner):
    client, enrolment = learner
    first, last = lessons_of(enrolment)
    done = client.post(_url(first, "complete"), SURE, follow=True)
    assert done.redirect_chain[-1][0] == _url(last)
    assert first.title in str(*done.context["messages"]), "the next lesson says which one is finished"
    assert client.post(_url(last, "complete"), SURE).url == reverse("portal:home")
    assert LessonProgress.objects.filter(completed_at__isnull=False).count() == 2


def test_who_has_hardly_learnt_is_asked_before_a_lesson_is_kept_as_finished(learner):
    client, enrolment = learner
    client.cookies["language"] = "en"
    first, last = lessons_of(enrolment)
    question = _url(first, "complete")
    assert client.post(question).url == question
    assert client.post(question, headers={"accept": "application/json"}).json() == {"location": question}
    asked = client.get(question).content.decode()
    assert "learnt 0 minutes" in asked
    assert f"planned for {first.minutes} minutes" in asked
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()
    assert client.post(question, SURE).url == _url(last)
    assert client.get(question).url == _url(first), "what is finished is not asked for again"
    assert client.post(question).url == _url(last)


def test_a_lesson_without_practice_says_when_it_is_done_and_offers_the_next(learner):
    client, enrolment = learner
    first, last = lessons_of(enrolment)
    for page in LessonPage.objects.filter(lesson__in=(first, last)):
        page.body = [("heading", "标题")]
        page.save()
    assert "这一课已经学完。" not in client.get(_url(first)).content.decode()
    client.post(_url(first, "complete"), SURE)
    done = client.get(_url(first)).content.decode()
    assert "这一课已经学完。" in done
    assert f"下一课：{last.title}" in done
    client.post(_url(last, "complete"), SURE)
    done = client.get(_url(last)).content.decode()
    assert "这一课已经学完。" in done
    assert "下一课" not in done


def test_a_lesson_of_no_programme_of_mine_is_not_there(learner):
    client, _enrolment = learner
    assert client.get(reverse("learning:lesson", kwargs={"lesson_uuid": uuid4()})).status_code == 404
    stranger = trainee_at(a_site())
    sign_in(client, stranger)
    assert client.get(_url(lessons_of(_enrolment)[0])).status_code == 404


@pytest.mark.parametrize("headers", [{}, {"X-Partial": "feedback"}])
@pytest.mark.parametrize("name", ["practice", "complete"])
def test_who_has_a_lesson_open_that_goes_offline_is_told_so_on_the_own_page(learner, headers, name):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    more = {"code": _practice_code(lesson)} if name == "practice" else {}
    for page in LessonPage.objects.filter(lesson=lesson):
        page.unpublish()
    answer = client.post(_url(lesson, name, **more), {"response": ["A"]}, headers=headers)
    shown = answer.content.decode()
    assert answer.status_code == 404
    assert "这节课还在编写" in shown
    assert all(f'"{reverse(way)}"' in shown for way in ("portal:home", "accounts:sign_out"))
    as_program = client.post(_url(lesson, name, **more), headers={"Accept": "application/json"})
    assert as_program.json()["code"] == "pages.lesson.not_found"


def test_who_was_moved_off_the_version_while_a_lesson_was_open_is_told_so(learner):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    code = _practice_code(lesson)
    other = a_version()
    old = enrolment.version
    EnrolmentMove.objects.create(
        enrolment=enrolment, from_version=old, to_version=other, moved_at=clock.now(), client_key=uuid4()
    )
    Enrolment.objects.filter(pk=enrolment.pk).update(version=other)
    shown = client.post(_url(lesson, "practice", code=code), {"response": ["A"]}).content.decode()
    assert f"改到了第{other.number}版" in shown
    assert f'"{reverse("accounts:sign_out")}"' in shown


def test_staff_have_no_lesson_player(learner):
    client, enrolment = learner
    sign_in(client, registrar_at(enrolment.site))
    assert client.get(_url(lessons_of(enrolment)[0])).status_code == 403


def test_practice_tells_right_from_wrong_with_the_reason(learner):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    url = _url(lesson, "practice", code=_practice_code(lesson))
    page = client.get(_url(lesson)).content.decode()
    block = page[page.index(f'action="{url}#') :]
    values = re.findall(r'name="response" value="([^"]+)"', block[: block.index("</form>")])
    answers = [client.post(url, {"response": value}, headers={"X-Partial": "feedback"}) for value in values]
    verdicts = ["notice--success" in answer.content.decode() for answer in answers]
    assert verdicts.count(True) == 1
    assert all(answer.status_code == 200 for answer in answers)


def test_practice_without_an_answer_asks_for_one_and_without_javascript_the_page_comes_back(learner):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    response = client.post(_url(lesson, "practice", code=_practice_code(lesson)))
    assert response.status_code == 200
    assert "notice--warning" in response.content.decode()


@pytest.mark.parametrize("response", ["z", "\x00", "true; drop", "9" * 5000])
def test_nonsense_as_a_practice_answer_is_answered_kindly(learner, response):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    answer = client.post(_url(lesson, "practice", code=_practice_code(lesson)), {"response": response})
    assert answer.status_code == 200


def test_an_item_of_another_lesson_is_not_there(learner):
    client, enrolment = learner
    first, second = lessons_of(enrolment)
    assert client.post(_url(first, "practice", code=_practice_code(second))).status_code == 404


def test_the_module_of_the_page_is_told_where_a_finished_lesson_leads(learner):
    client, enrolment = learner
    first, second = lessons_of(enrolment)
    json = {"accept": "application/json"}
    for lesson, leads in ((first, _url(second)), (first, _url(second)), (second, reverse("portal:home"))):
        answer = client.post(_url(lesson, "complete"), SURE, headers=json)
        assert (answer.status_code, answer.json()) == (200, {"location": leads})
    assert "已记为学完" in client.get(_url(second)).content.decode()


@pytest.mark.parametrize("is_kept", [False, True])
def test_a_lesson_costs_the_same_number_of_queries_whatever_its_length(learner, is_kept):
    client, enrolment = learner
    lesson = lessons_of(enrolment)[0]
    client.get(_url(lesson))
    before = _queries(client, lesson, is_kept=is_kept)
    page = LessonPage.objects.get(lesson=lesson, locale__language_code="zh-hans")
    page.body = list(page.body.raw_data) * 4
    page.save_revision().publish()
    client.get(_url(lesson))
    after = _queries(client, lesson, is_kept=is_kept)
    assert after == before
    assert len(before) <= (6 if is_kept else 12)


def _queries(client, lesson, *, is_kept):
    if not is_kept:
        caches["screens"].clear()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(_url(lesson)).status_code == 200
    return [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in captured.captured_queries]
