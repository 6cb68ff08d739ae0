"""A lesson's screen is drawn once for many: what is a reader's own is never in it, and nobody sees another's."""

import re
from dataclasses import replace

import pytest
from django.core.cache import caches
from django.test import Client

from courses.catalog.api import PlannedLesson, get_published_version, load_programme_version
from courses.pages.models import LessonPage
from lms.core.actor import Actor
from lms.core.holes import SEAL, filled, hole
from lms.delivery.api import save_note, set_bookmark
from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import NOW, a_plan, enrol, lessons_of
from tests.factories.organisations import a_site
from tests.factories.pages import take_away

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
ONCE = re.compile(r'nonce="[^"]*"|name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*"|data-now="\d+"')


@pytest.fixture
def readers(loaded_pack):
    """Two trainees of the same programme who have opened its first lesson: (client, person, lesson) each."""
    version = get_published_version(programme_code="CPC5")
    found = []
    for name in ("蒋·<示例>", "古丽·示例"):
        user = trainee_at(a_site(), name=name)
        lesson = lessons_of(enrol(user, version))[0]
        client = sign_in(Client(), user)
        client.get(f"/learn/{lesson.uuid}/")
        found.append((client, user.person, lesson))
    caches["screens"].clear()
    return found


def read(client: Client, lesson, more: str = "") -> str:
    """Return the lesson's page without what is new in every answer."""
    return ONCE.sub("", client.get(f"/learn/{lesson.uuid}/{more}").content.decode())


def test_the_second_reader_gets_the_page_that_would_have_been_drawn_for_them(readers):
    (one, _person, lesson), (two, _other, _lesson) = readers
    drawn = read(two, lesson)
    caches["screens"].clear()
    first = read(one, lesson)
    assert "蒋·&lt;示例&gt;" in first
    assert read(two, lesson) == drawn
    assert "蒋" not in drawn
    assert SEAL not in drawn


TOKEN, KEY, NONCE = r'csrfmiddlewaretoken" value="(\w+)"', r'form_key" value="([\w-]+)"', r'nonce="([^"]+)"'


@pytest.mark.parametrize(("address", "patterns"), [("", (TOKEN, KEY, NONCE)), ("?step=2", (TOKEN, NONCE))])
def test_tokens_and_keys_are_new_for_each_reader(readers, address, patterns):
    (one, _person, lesson), (two, _other, _lesson) = readers
    pages = [client.get(f"/learn/{lesson.uuid}/{address}") for client in (one, two, one)]
    for pattern in patterns:
        values = [set(re.findall(pattern, page.content.decode())) for page in pages]
        assert [len(found) for found in values] == [1, 1, 1]
        assert len(set.union(*values)) == 3
    nonces = [re.search(NONCE, page.content.decode())[1] for page in pages]
    assert all(nonce in page["Content-Security-Policy"] for nonce, page in zip(nonces, pages, strict=True))


def test_a_note_is_shown_to_its_writer_only_and_never_kept(readers):
    (one, person, lesson), (two, _other, _lesson) = readers
    save_note(person_id=person.pk, lesson=lesson, text="只有我知道 & <b>", based_on=0, now=NOW)
    assert "只有我知道 &amp; &lt;b&gt;" in read(one, lesson)
    assert "只有我知道" not in read(two, lesson)
    stored = b"".join(caches["screens"]._cache.values())
    assert "只有我知道".encode() not in stored
    assert person.full_name[0].encode() not in stored


def test_marks_and_the_end_of_a_lesson_show_at_once(readers):
    (one, person, lesson), (two, _other, _lesson) = readers
    plain = read(one, lesson)
    set_bookmark(person_id=person.pk, lesson=lesson, part=1, title="x", now=NOW)
    assert 'aria-pressed="true" aria-label' in read(one, lesson)
    assert 'aria-pressed="true" aria-label' not in read(two, lesson)
    one.post(f"/learn/{lesson.uuid}/complete/", {"sure": "yes"})
    one.get("/home/")  # shows the message of thanks, which is for once
    assert "/complete/" in plain
    assert "/complete/" not in read(one, lesson)
    assert "/complete/" in read(two, lesson)


def test_a_message_is_shown_once(readers):
    (one, _person, lesson), (two, _other, _lesson) = readers
    one.post(f"/learn/{lesson.uuid}/note/", {"text": "x", "revision": "0"})
    assert "notice--success" in read(one, lesson)
    assert "notice--success" not in read(one, lesson)
    assert "notice--success" not in read(two, lesson)


def test_other_words_show_as_soon_as_they_are_published(readers):
    (one, _person, lesson), _two = readers
    read(one, lesson)
    page = LessonPage.objects.get(lesson=lesson, locale__language_code="zh-hans")
    page.summary = "新的说明"
    page.save_revision().publish()
    assert "新的说明" in read(one, lesson)
    page.unpublish()
    take_away(LessonPage.objects.exclude(pk=page.pk).get(lesson=lesson))
    assert "这节课还在编写。" in one.get(f"/learn/{lesson.uuid}/").content.decode()


def test_a_page_that_another_process_deleted_is_not_found(readers):
    (one, _person, lesson), _two = readers
    read(one, lesson)
    caches["screens"].delete_many([key for key in list(caches["screens"]._cache) if "edition" not in key])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("courses.pages.receivers.edition_name", lambda *names: "nothing")
        take_away(LessonPage.objects.filter(lesson=lesson).first().get_translations(inclusive=True))
    assert one.get(f"/learn/{lesson.uuid}/?step=2").status_code == 404


def test_who_reads_part_by_part_gets_the_own_part_and_who_reads_whole_the_whole(readers):
    (one, _person, lesson), (two, _other, _lesson) = readers
    whole = read(two, lesson)
    for client in (one, two):
        client.post(f"/learn/{lesson.uuid}/view/", {"view": "steps", "step": "1"})
    one.get(f"/learn/{lesson.uuid}/?step=2")
    first = read(two, lesson)
    second = read(one, lesson)
    assert len({whole, first, second}) == 3
    caches["screens"].clear()
    assert read(one, lesson) == second, "the other's part was shown"
    two.post(f"/learn/{lesson.uuid}/view/", {"view": "whole"})
    assert len(read(two, lesson)) > len(first)
    assert read(one, lesson) == second


def test_a_borrowed_lesson_stands_in_the_programme_of_its_reader(readers):
    (one, _person, lesson), _two = readers
    own = read(one, lesson)
    plan = a_plan()
    unit = plan.courses[0].units[0]
    titles = {"zh": lesson.title_zh, "en": lesson.title_en}
    borrowed = PlannedLesson(lesson.code, titles, lesson.minutes, is_borrowed=True)
    units = (replace(unit, lessons=(borrowed, *unit.lessons)),)
    plan = replace(plan, courses=(replace(plan.courses[0], units=units),))
    user = trainee_at(a_site())
    enrol(user, load_programme_version(plan=plan, actor=ACTOR, now=NOW))
    borrower = sign_in(Client(), user)
    borrower.get(f"/learn/{lesson.uuid}/")
    there = read(borrower, lesson)
    assert "示范项目" in there
    assert "示范项目" not in own
    assert read(one, lesson) == own


@pytest.mark.parametrize("cookie", [("text_size", "largest"), ("theme", "dark"), ("language", "en")])
def test_each_way_to_read_has_a_screen_of_its_own(readers, cookie):
    (one, _person, lesson), (two, _other, _lesson) = readers
    plain = read(one, lesson)
    two.cookies[cookie[0]] = cookie[1]
    assert cookie[1] in read(two, lesson).split("<head>")[0]
    assert read(one, lesson) == plain


@pytest.mark.parametrize("query", ["?portions=7&recipe=x", "?step=02", "?x=" + "1" * 300])
def test_an_address_that_nobody_links_to_is_drawn_but_not_kept(readers, query):
    (one, _person, lesson), _two = readers
    assert one.get(f"/learn/{lesson.uuid}/{query}").status_code == 200
    assert not any("edition" not in name for name in caches["screens"]._cache)


def test_a_value_is_escaped_and_no_text_of_an_author_is_a_hole():
    assert filled(f"<p>{hole('name')}</p>", {"name": "<b>"}) == "<p>&lt;b&gt;</p>"
    assert filled("hole-name-0123abcd", {}) == "hole-name-0123abcd"
