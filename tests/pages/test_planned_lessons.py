"""Lessons that a pack plans and nobody has written yet: loaded, offered to authors, sent out, read about, written."""

import copy
import json
import re
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db.models import Value
from django.urls import reverse

from courses.catalog.api import Lesson, get_published_version
from courses.pages.api import load_pack
from courses.pages.models import LessonPage, UnitPage
from courses.pages.packs import PackError, read_pack
from courses.pages.packs.collector import collect_pack, written
from courses.pages.packs.differences import differences_of
from courses.pages.packs.preview import preview_pack
from courses.pages.queries import find_lessons_to_write
from lms.core.actor import Actor
from lms.delivery.models import LessonProgress
from tests.factories.accounts import sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.organisations import a_site
from tests.factories.pages import page_of
from tests.pages.authors import an_instructor, client_of
from tests.support.database import rows_of_a_module

pytestmark = pytest.mark.django_db
ACTOR = Actor.system("test")
LESSON = {
    "code": "ODB-L01",
    "title": {"zh": "和面", "en": "Dough"},
    "minutes": 20,
    "summary": {"zh": "", "en": ""},
    "objectives": [{"zh": "我会和面。", "en": "I can make dough."}],
    "blocks": [{"type": "heading", "text": {"zh": "水和面粉", "en": "Water and flour"}}],
}
PLANNED = [
    {"code": "ODB-L02", "title": {"zh": "上笼", "en": "Into the steamer"}, "minutes": 15},
    {"code": "ODB-L03", "title": {"zh": "出笼", "en": "Out of it"}, "minutes": 10},
]
# In the order and the words in which an export writes it.
HEAD: dict[str, Any] = {
    "schema": 1,
    "code": "one-day-bread",
    "programme": {
        "code": "ODB",
        "kind": "short_skills",
        "title": {"zh": "一日班", "en": "One day"},
        "summary": {"zh": "一天学会。", "en": "Learnt in one day."},
    },
    "version": {"number": 1, "valid_from": NOW.date(), "basis": {"zh": "计划值", "en": "Planning values"}},
    "units": [
        {
            "code": "ODB-U1",
            "title": {"zh": "做", "en": "Make"},
            "theory_minutes": 45,
            "practice_minutes": 45,
            "lessons": ["ODB-L01"],
        },
        {
            "code": "ODB-U2",
            "title": {"zh": "蒸", "en": "Steam"},
            "theory_minutes": 0,
            "practice_minutes": 45,
            "lessons": ["ODB-L02", "ODB-L03"],
        },
    ],
    "requirements": [
        {
            "code": "ODB-R1",
            "kind": "lessons_completed",
            "share_percent": 100,
            "title": {"zh": "学完全部课程", "en": "All lessons completed"},
        }
    ],
    "planned": PLANNED,
    "topics": [],
    "examination_schemes": [],
}


def files_of(head: dict[str, Any]) -> dict[str, bytes]:
    return {"lessons/ODB-L01.yaml": written(LESSON), "pack.yaml": written(head)}


def load(head: dict[str, Any] = HEAD):
    return load_pack(files=files_of(head), actor=ACTOR, now=NOW)


def exported() -> dict[str, bytes]:
    return collect_pack(get_published_version(programme_code="ODB"))


def lesson(number: int) -> Lesson:
    return Lesson.objects.get(code=f"ODB-L0{number}")


@pytest.fixture(scope="module")
def loaded_once(tmp_path_factory, django_db_setup, django_db_blocker):
    with rows_of_a_module(django_db_blocker, tmp_path_factory.mktemp("media")):
        yield load()


@pytest.fixture
def loaded(loaded_once, db):
    """The pack with one lesson written and two planned."""
    return loaded_once


@pytest.fixture
def author():
    """A client at which an instructor is signed in."""
    return client_of(an_instructor())


def unit_page(code: str = "ODB-U2", language: str = "zh-hans") -> UnitPage:
    return UnitPage.objects.get(unit__code=code, locale__language_code=language)


def write(author, number: int, **values: Any) -> LessonPage:
    """Begin the page of a planned lesson as an author does, and publish it."""
    form = {"template": "empty", "lesson": lesson(number).pk, "title": "", **values}
    author.post(reverse("begin_lesson", args=[unit_page().pk]), form)
    page = page_of(lesson(number))
    page.save_revision().publish()
    return page


# --- packs ----------------


def test_what_is_planned_comes_out_as_it_went_in_byte_for_byte(loaded) -> None:
    assert exported() == files_of(HEAD)
    assert load_pack(files=exported(), actor=ACTOR, now=NOW) == loaded


def test_the_units_have_pages_in_both_languages_and_the_planned_lessons_have_none(loaded) -> None:
    for language in ("zh-hans", "en"):
        assert not unit_page(language=language).get_children().exists()
        assert unit_page("ODB-U1", language).get_children().count() == 1


def test_a_written_lesson_leaves_the_plan_and_an_older_pack_leaves_it_alone(loaded, author) -> None:
    page = write(author, 2)
    files = exported()
    assert [row["code"] for row in read_pack(files).planned] == ["ODB-L03"]
    assert "lessons/ODB-L02.yaml" in files
    newer = {**HEAD, "programme": {**HEAD["programme"], "summary": {"zh": "新", "en": "New"}}}
    warnings = differences_of(read_pack(files_of(newer))).warnings
    assert (warnings["not_written"], "stays" in warnings) == (["ODB-L03"], False)
    load(newer)
    page.refresh_from_db()
    assert page.live


def test_the_preview_counts_them(author) -> None:
    preview = preview_pack(files_of(HEAD), now=NOW)
    assert (preview.lessons, preview.planned_lessons) == (1, 2)


def test_the_report_counts_and_names_them(loaded, author) -> None:
    write(author, 2)
    out = StringIO()
    call_command("content_report", "--json", stdout=out)
    (programme,) = json.loads(out.getvalue())["programmes"]
    assert (programme["lessons"], programme["lessons_not_written"]) == (3, 1)
    assert programme["not_written"] == [{"code": "ODB-L03", "title": {"zh": "出笼", "en": "Out of it"}}]
    assert programme["lessons_without_page"] == {"zh": 1, "en": 2}


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda head: head["planned"].append(head["planned"][0]), "ODB-L02 is there twice"),
        (lambda head: head["planned"][0].update(code="ODB-L01"), "ODB-L01 is there twice, or it is written"),
        (lambda head: head["planned"][0].update(code="ODB-L09"), "ODB-L09 stands in 0 units"),
        (lambda head: head.update(borrows=["ODB-L02"]), "ODB-L02 is this pack's own"),
        (lambda head: head["planned"][1]["title"].pop("en"), r"title: the language en is missing"),
        (lambda head: head["planned"][1]["title"].update(en=""), r"title: the language en is missing"),
        (
            lambda head: head["planned"][1].update(title="出笼"),
            r"planned\[2\].title: '出笼' stands where there must be values",
        ),
        (lambda head: head["planned"][1].update(minutes=0), r"planned\[2\].minutes: 0 does not lie"),
        (
            lambda head: head["planned"][1].update(minutes="ten"),
            r"planned\[2\].minutes: 'ten' stands where there must be a whole number",
        ),
        (
            lambda head: head["planned"][1].update(code=5),
            r"planned\[2\].code: 5 stands where there must be a text",
        ),
        (lambda head: head["planned"][1].update(code="../x"), r"planned: '../x' is no code"),
        (lambda head: head["planned"][1].update(page="x"), r"planned\[2\]: nobody reads page"),
        (lambda head: head["planned"][1].pop("minutes"), r"planned\[2\]: a value named 'minutes' is missing"),
        (lambda head: head.update(planned="ODB-L02"), "planned: .* there must be a list"),
        (lambda head: head.update(planned=5), "planned: 5 stands where there must be a list"),
    ],
)
def test_what_is_wrong_in_the_plan_is_named(change, words) -> None:
    head = copy.deepcopy(HEAD)
    change(head)
    with pytest.raises(PackError, match=words):
        read_pack(files_of(head))


@pytest.mark.usefixtures("in_english")
def test_a_lesson_file_whose_code_cannot_name_a_file_is_refused() -> None:
    head = copy.deepcopy(HEAD)
    head["units"][0]["lessons"] = ["../x"]
    files = files_of(head) | {"lessons/ODB-L01.yaml": written({**LESSON, "code": "../x"})}
    with pytest.raises(PackError, match="lessons: '../x' is no code"):
        read_pack(files)


# --- authors ----------------


def test_the_form_offers_the_planned_lessons_of_the_unit_first_and_none_of_another_programme(
    loaded, author
) -> None:
    a_version(lessons=1)
    form = author.get(reverse("begin_lesson", args=[unit_page().pk])).context["form"]
    assert [row.code for row in form.fields["lesson"].queryset] == ["ODB-L02", "ODB-L03"]
    assert form["lesson"].initial == lesson(2)
    elsewhere = author.get(reverse("begin_lesson", args=[unit_page("ODB-U1").pk])).context["form"]
    assert [row.code for row in elsewhere.fields["lesson"].queryset] == ["ODB-L02", "ODB-L03"]
    assert elsewhere["lesson"].initial is None


def test_who_sends_the_form_while_somebody_else_begins_gets_no_second_draft(
    loaded, author, monkeypatch
) -> None:
    form = {"template": "empty", "lesson": lesson(2).pk, "title": ""}
    known = Lesson.objects.all()  # as read before the other one was through
    author.post(reverse("begin_lesson", args=[unit_page().pk]), form)
    monkeypatch.setattr(
        "courses.pages.authoring.views.lessons_to_write", lambda page: known.annotate(is_of_unit=Value(True))
    )
    answer = author.post(reverse("begin_lesson", args=[unit_page().pk]), form)
    draft = LessonPage.objects.get(lesson=lesson(2))
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert LessonPage.objects.filter(lesson=lesson(2)).count() == 1


def test_two_tabs_that_begin_one_lesson_lead_to_one_draft(loaded, author) -> None:
    address = reverse("begin_lesson", args=[unit_page().pk])
    form = {"template": "empty", "lesson": lesson(2).pk, "title": ""}
    first, second = author.post(address, form), author.post(address, form, follow=True)
    assert second.redirect_chain == [(first.url, 302)]
    assert "这节课刚才已经有人开始写了" in "".join(map(str, second.context["messages"]))
    assert LessonPage.objects.filter(lesson=lesson(2)).count() == 1
    nonsense = author.post(address, {**form, "lesson": "²"})
    assert (nonsense.status_code, "form" in nonsense.context) == (200, True)


def test_the_first_page_of_authors_leads_to_what_nobody_has_begun(loaded, author) -> None:
    def leads() -> list[str]:
        page = author.get(reverse("wagtailadmin_home")).content.decode()
        return re.findall(r'href="([^"]*/lessons/new/[^"]*)"', page)

    (first, second) = leads()
    assert first.endswith(f"/{unit_page().pk}/?lesson=ODB-L02")
    assert author.get(second).context["form"]["lesson"].initial == lesson(3)
    author.post(reverse("begin_lesson", args=[unit_page().pk]), {"template": "empty", "lesson": lesson(2).pk})
    assert leads() == [second]


@pytest.mark.parametrize(
    ("screen", "page", "words"),
    [
        ("en", "zh-hans", "Chinese comes first"),
        ("zh-hans", "en", "这一页用英文写"),
        ("en", "en", ""),
        ("zh-hans", "zh-hans", ""),
    ],
)
def test_the_form_says_when_the_page_is_written_in_another_language_than_the_screen(
    loaded, author, screen, page, words
) -> None:
    author.cookies[settings.LANGUAGE_COOKIE_NAME] = screen
    answer = author.get(reverse("begin_lesson", args=[unit_page(language=page).pk]))
    assert answer.context["written_in"] == (page if words else "")
    assert words in answer.content.decode()


def test_a_lesson_that_was_begun_stands_among_the_drafts_of_its_author_only(loaded, author) -> None:
    def drafts(client) -> list[str]:
        page = client.get(reverse("wagtailadmin_home")).content.decode()
        part = page.partition('id="drafts-begun-content"')[2].partition("</section>")[0]
        return re.findall(r'href="([^"]*/edit/)"', part)

    assert drafts(author) == []
    author.post(reverse("begin_lesson", args=[unit_page().pk]), {"template": "empty", "lesson": lesson(2).pk})
    begun = page_of(lesson(2))
    assert drafts(author) == [reverse("wagtailadmin_pages:edit", args=[begun.pk])]
    assert drafts(client_of(an_instructor())) == []
    begun.save_revision().publish()
    assert drafts(author) == []


@pytest.mark.parametrize("wanted", ["", "ODB-L09", "\x00", "x" * 5000, "ODB-L01' --"])
def test_an_address_with_another_lesson_offers_the_first_of_the_unit(loaded, author, wanted) -> None:
    answer = author.get(reverse("begin_lesson", args=[unit_page().pk]), {"lesson": wanted})
    assert answer.context["form"]["lesson"].initial == lesson(2)


def test_a_lesson_that_a_newer_plan_has_elsewhere_is_named_once_below_its_new_unit(loaded) -> None:
    head = copy.deepcopy(HEAD)
    head["version"]["number"] = 2
    head["units"][1]["code"] = "ODB-U3"
    load(head)
    assert UnitPage.objects.filter(unit__code="ODB-U2").exists()
    found = [(page.unit.code, row.code) for page, row in find_lessons_to_write()]
    assert found == [("ODB-U3", "ODB-L02"), ("ODB-U3", "ODB-L03")]


def test_without_a_title_of_its_own_the_page_has_the_one_of_the_plan(loaded, author) -> None:
    assert write(author, 2).title == "上笼"
    assert write(author, 3, title="揭盖").title == "揭盖"
    english = {"template": "empty", "lesson": lesson(2).pk, "title": ""}
    author.post(reverse("begin_lesson", args=[unit_page(language="en").pk]), english)
    assert page_of(lesson(2), "en").title == "Into the steamer"


# --- trainees ----------------


@pytest.fixture
def learner(loaded, client):
    """A client at which a trainee of the programme is signed in."""
    user = trainee_at(a_site())
    enrol(user, get_published_version(programme_code="ODB"))
    sign_in(client, user)
    return client


def address(number: int, name: str = "lesson") -> str:
    return reverse(f"learning:{name}", kwargs={"lesson_uuid": lesson(number).uuid})


@pytest.mark.parametrize(
    ("language", "title", "words"),
    [
        ("zh-hans", "上笼", "这节课还在编写。"),
        ("en", "Into the steamer", "This lesson is still being written."),
    ],
)
def test_a_planned_lesson_says_so_and_keeps_no_record(learner, language, title, words) -> None:
    learner.cookies["language"] = language
    answer = learner.get(address(2))
    page = answer.content.decode()
    assert answer.status_code == 200
    assert f"<h1>{title}</h1>" in page
    assert words in page
    assert "complete/" not in page
    assert learner.post(address(2, "complete")).status_code == 404
    assert not LessonProgress.objects.exists()


def test_it_leads_on_to_the_next_lesson_that_can_be_read_and_opens_when_it_is_published(
    learner, author
) -> None:
    assert learner.post(address(1, "complete"), {"sure": "yes"}).url == address(2)
    assert address(3) not in learner.get(address(2)).content.decode()
    write(author, 3)
    assert address(3) in learner.get(address(2)).content.decode()
    write(author, 2)
    assert "complete/" in learner.get(address(2)).content.decode()
