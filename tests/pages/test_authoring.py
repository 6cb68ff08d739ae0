"""Beginning, duplicating, checking, choosing items, previewing: what makes writing lessons comfortable."""

import json
import re

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from wagtail.models import ReferenceIndex

from courses.catalog.models import Lesson
from courses.pages.authoring.checks import check_page, newest
from courses.pages.authoring.templates import ORDER, get_template, list_templates
from courses.pages.errors import TemplateNotFound
from courses.pages.models import LessonPage, Picture
from courses.pages.queries import practice_codes
from lms.core.enums import Role
from lms.exams.models import Item, ItemVersion
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.pages import take_away
from tests.pages.authors import a_lesson_page, a_reviewer, a_writer, an_instructor, block, client_of, edit

# Wagtail leaves the files of pictures to the collector when it makes a smaller size.
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("loaded_pack"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning"),
]


@pytest.fixture
def author(client):
    """A client at which an instructor is signed in."""
    return client_of(an_instructor())


@pytest.fixture
def free_lesson():
    """A lesson of the catalogue without a page."""
    return Lesson.objects.create(code="FREE-L1", title_zh="新的一课", title_en="A new lesson", minutes=45)


def begin(author, parent, **values):
    return author.post(reverse("begin_lesson", args=[parent.pk]), values)


# --- templates ----------------


@pytest.mark.parametrize("code", ORDER)
def test_each_template_gives_a_draft_that_opens_in_the_editor(author, free_lesson, code) -> None:
    parent = a_lesson_page().get_parent()
    answer = begin(author, parent, template=code, lesson=free_lesson.pk, title="我的新课")
    page = LessonPage.objects.get(title="我的新课")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.live, page.lesson, page.slug) == (False, free_lesson, "free-l1")
    assert author.get(answer.url).status_code == 200
    wanted = [row["type"] for row in get_template(code).content("zh")["blocks"]]
    assert [row.block_type for row in newest(page).body] == wanted


@pytest.mark.parametrize("template", list_templates(), ids=lambda template: template.code)
def test_a_template_is_whole_in_both_languages_and_cannot_be_submitted_as_it_is(template) -> None:
    chinese, english = template.content("zh"), template.content("en")
    assert [row["type"] for row in chinese["blocks"]] == [row["type"] for row in english["blocks"]]
    assert not re.search(r"[\u4e00-\u9fff]", json.dumps(english, ensure_ascii=False))
    page = a_lesson_page()
    page.body = LessonPage._meta.get_field("body").stream_block.to_python(chinese["blocks"])
    assert check_page(page).errors


def test_an_unknown_template_is_refused(author, free_lesson) -> None:
    with pytest.raises(TemplateNotFound):
        get_template("../theory")
    parent = a_lesson_page().get_parent()
    assert begin(author, parent, template="x", lesson=free_lesson.pk, title="无").status_code == 200
    assert not LessonPage.objects.filter(title="无").exists()


def test_adding_a_lesson_leads_to_the_templates(author) -> None:
    parent = a_lesson_page().get_parent()
    answer = author.get(reverse("wagtailadmin_pages:add", args=["pages", "lessonpage", parent.pk]))
    assert answer.url == reverse("begin_lesson", args=[parent.pk])


def test_a_lesson_is_begun_below_a_programme_only(author) -> None:
    assert author.get(reverse("begin_lesson", args=[a_lesson_page().pk])).status_code == 404


def test_a_lesson_that_has_a_page_is_not_offered(author) -> None:
    parent, taken = a_lesson_page().get_parent(), a_lesson_page().lesson
    answer = begin(author, parent, template="theory", lesson=taken.pk, title="又一次")
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[a_lesson_page().pk])
    assert not LessonPage.objects.filter(title="又一次").exists()


def test_the_english_page_of_a_lesson_is_its_translation(author, free_lesson) -> None:
    for language in ("zh-hans", "en"):
        begin(
            author, a_lesson_page(language).get_parent(), template="empty", lesson=free_lesson.pk, title="T"
        )
    chinese, english = LessonPage.objects.filter(title="T").order_by("pk")
    assert chinese.translation_key == english.translation_key


def test_a_translation_is_a_draft_without_dates_that_cannot_be_submitted_before_it_is_translated(
    author,
) -> None:
    page, english = a_lesson_page(), a_lesson_page("en")
    take_away(english)
    LessonPage.objects.filter(pk=page.pk).update(go_live_at=NOW, expire_at=NOW)
    author.post(
        reverse("simple_translation:submit_page_translation", args=[page.pk]), {"locales": english.locale_id}
    )
    copy = LessonPage.objects.get(locale=english.locale, lesson=page.lesson)
    saved = newest(copy)
    assert [saved.go_live_at, saved.expire_at, copy.go_live_at, copy.expire_at] == [None] * 4
    errors = check_page(saved).errors
    assert errors[0].startswith("标题")
    assert "第1块（标题）：这一块还是中文。请译成英文。" in errors
    assert check_page(LessonPage.objects.get(pk=page.pk)).warnings == ["另一种语言的页面还没有翻译。"]
    answer = edit(author, copy, **{"action-submit": "1"})
    assert "请译成英文" in answer.content.decode()
    assert LessonPage.objects.get(pk=copy.pk).current_workflow_state is None


# --- duplicating ----------------


def test_a_copy_asks_for_its_own_catalogue_lesson_and_is_not_submitted_before(author, free_lesson) -> None:
    page = a_lesson_page()
    offered = author.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).context["form"]
    assert offered["new_slug"].value() == f"{page.slug}-2"
    data = {"new_title": "副本", "new_slug": "copy", "new_parent_page": page.get_parent().pk}
    data |= {"publish_copies": "on", "alias": "on"}
    answer = author.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data, follow=True)
    assert "请选择它对应教学计划里的哪节课" in answer.content.decode()
    copy = LessonPage.objects.get(slug="copy")
    assert (copy.live, copy.alias_of) == (False, None)
    refused = edit(author, copy, **{"action-submit": "1"})
    assert "已经有这种语言的页面" in refused.content.decode()
    copy.lesson = free_lesson
    assert edit(author, copy, **{"action-submit": "1"}).status_code == 302


# --- objectives ----------------


def test_objectives_are_a_list_of_fields_and_stay_a_plain_list(author) -> None:
    page = a_lesson_page()
    before = list(page.objectives)
    shown = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert all(json.dumps(sentence)[1:-1] in shown for sentence in before)
    edit(author, page)
    assert newest(LessonPage.objects.get(pk=page.pk)).objectives == ["我会做。"]


# --- checks ----------------


def test_the_shipped_lessons_have_no_errors() -> None:
    assert [checked for page in LessonPage.objects.all() if (checked := check_page(page).errors)] == []


def test_a_deleted_picture_is_found_and_named(author) -> None:
    page = a_lesson_page()
    number = next(n for n, row in enumerate(page.body, start=1) if row.block_type == "drawing")
    # As an older installation may have deleted it: today a picture that is shown stays.
    Picture.objects.filter(pk=page.body[number - 1].value["image"].pk)._raw_delete("default")
    page = LessonPage.objects.get(pk=page.pk)
    shown = author.get(reverse("check_lesson", args=[page.pk])).content.decode()
    assert re.search(r"这是\d\d:\d\d:\d\d保存的内容", shown)
    assert f"第{number}块" in shown
    assert "没有选图片，或者图片已被删除" in shown


def test_an_older_or_missing_translation_is_a_warning() -> None:
    page = a_lesson_page()
    assert check_page(page).warnings == []
    page.save_revision()
    assert check_page(LessonPage.objects.get(pk=page.pk)).warnings == [
        "中文改过了，另一种语言的页面还是旧的。"
    ]
    take_away(page.get_translations().get())
    assert check_page(LessonPage.objects.get(pk=page.pk)).warnings == ["缺少另一种语言的页面。"]


def test_the_report_lists_all_lessons_worst_first(author) -> None:
    first, last = LessonPage.objects.order_by("path").first(), LessonPage.objects.order_by("path").last()
    last.body = [("text", "")]
    last.save_revision(clean=False)
    shown = author.get(reverse("lesson_report")).content.decode()
    assert shown.index(reverse("check_lesson", args=[last.pk])) < shown.index(
        reverse("check_lesson", args=[first.pk])
    )


def test_the_editor_shows_the_findings(author) -> None:
    page = a_lesson_page()
    page.body = [("heading", "标题"), ("text", "<p>✎</p>")]
    page.save_revision(clean=False)
    shown = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "这里还留着模板的提示" in shown
    assert reverse("check_lesson", args=[page.pk]) in shown


# --- choosing practice items ----------------


def test_items_are_found_by_code_words_topic_and_kind_and_shown_as_the_learner_sees_them(author) -> None:
    code = practice_codes(a_lesson_page())[0]
    version = ItemVersion.objects.get(item__code=code)
    for wanted in (
        {"q": code},
        {"q": version.stem_zh[:6]},
        {"topic": version.item.topic},
        {"kind": version.item.kind},
    ):
        shown = author.get(reverse("practice_items:choose_results"), {**wanted, "p": "1"}).content.decode()
        assert "practice-items/chosen/" in shown, wanted
    shown = author.get(reverse("practice_items:choose_results"), {"q": code}).content.decode()
    assert version.stem_zh in shown
    dialog = json.loads(author.get(reverse("practice_items:choose")).content)
    assert dialog["step"] == "choose"
    assert "没有" in author.get(reverse("practice_items:choose_results"), {"q": "绝无此题"}).content.decode()


def test_the_chooser_finds_by_programme_and_lists_topics_below_theirs(author) -> None:
    of_programme = author.get(
        reverse("practice_items:choose_results"), {"programme": "CPC5"}
    ).content.decode()
    assert "practice-items/chosen/CPC5-" in of_programme
    Item.objects.filter(topic__startswith="CPC5/", use="practice").update(topic="LVE/moved")
    assert "practice-items/chosen/" not in (
        author.get(reverse("practice_items:choose_results"), {"programme": "CPC5"}).content.decode()
    )
    html = json.loads(author.get(reverse("practice_items:choose")).content)["html"]
    assert re.search(
        r'<option value="LVE">LVE</option>.*<optgroup label="LVE">\s*<option value="LVE/moved">', html, re.S
    )


@pytest.mark.parametrize("name", ["recording_chooser", "wagtailimages_chooser", "wagtaildocs_chooser"])
def test_every_word_of_a_chooser_is_in_the_reader_s_language(author, name) -> None:
    author.get(reverse(f"{name}:choose"))  # somebody opened it in Chinese before
    author.cookies["language"] = "en"
    html = json.loads(author.get(reverse(f"{name}:choose")).content)["html"]
    names = r'<td.*?</td>|<ul class="listing.*?</ul>|value="[^"]*"'  # of what is chosen from, in any language
    assert not re.search(r"[\u4e00-\u9fff]", re.sub(names, "", html, flags=re.S))


def test_a_question_s_page_names_the_lessons_that_show_it(author) -> None:
    page = a_lesson_page()
    shown, fresh = (
        practice_codes(page)[0],
        Item.objects.filter(use="practice").exclude(code__in=shown_codes())[0],
    )
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    found = author.get(reverse("question_bank:item", args=[shown])).content.decode()
    assert f"“{page.title}”" in found
    assert address in found
    officer = client_of(a_writer(Role.EXAMINATIONS_OFFICER))
    assert address not in officer.get(reverse("question_bank:item", args=[shown])).content.decode()
    assert page.title not in author.get(reverse("question_bank:item", args=[fresh.code])).content.decode()
    edit(author, page, blocks=[block("practice", {"items": [fresh.code]})])
    draft = author.get(reverse("question_bank:item", args=[fresh.code])).content.decode()
    assert f"“{page.title}”的草稿" in draft


def shown_codes() -> set[str]:
    """Return the codes of all questions that lessons show."""
    return {code for page in LessonPage.objects.all() for code in practice_codes(page)}


def test_what_is_chosen_is_a_code(author) -> None:
    codes = practice_codes(a_lesson_page())[:2]
    one = json.loads(author.get(reverse("practice_items:chosen", args=[codes[0]])).content)
    assert one["result"]["id"] == codes[0]
    many = json.loads(author.get(reverse("practice_items:chosen_multiple"), {"id": codes}).content)
    assert [row["id"] for row in many["result"]] == codes


def test_nothing_of_an_examination_item_and_no_key_is_ever_sent(author) -> None:
    examination = Item.objects.filter(use="examination")
    practice = ItemVersion.objects.filter(item__use="practice")
    secret = "机密的解释"
    assert examination.exists()
    ItemVersion.objects.update(rationale_zh=secret, rationale_en=secret)
    answers = [json.loads(author.get(reverse("practice_items:choose")).content)["html"]]
    for item in examination:
        assert author.get(reverse("practice_items:chosen", args=[item.code])).status_code == 404
        for name in ("choose_results", "chosen_multiple"):
            query = {"q": item.code, "id": item.code}
            answers.append(author.get(reverse(f"practice_items:{name}"), query).content.decode())
    for page in range(1, -(-practice.count() // 10) + 1):
        answers.append(author.get(reverse("practice_items:choose_results"), {"p": page}).content.decode())
    sent = "\n".join(answers)
    assert secret not in sent
    assert "rationale" not in sent
    assert '"key"' not in sent
    for version in ItemVersion.objects.filter(item__use="examination"):
        assert version.stem_zh not in sent
        assert f"chosen/{version.item.code}/" not in sent


def test_a_retired_item_is_not_offered(author) -> None:
    code = practice_codes(a_lesson_page())[0]
    Item.objects.filter(code=code).update(retired_at=NOW, retired_why="out of date")
    assert author.get(reverse("practice_items:chosen", args=[code])).status_code == 404


def test_the_chooser_is_for_those_who_write(client) -> None:
    site = a_site()
    for user in (registrar_at(site), trainee_at(site)):
        sign_in(client, user)
        assert client.get(reverse("practice_items:choose_results")).status_code in (302, 403)


def test_the_block_keeps_a_list_of_codes(author) -> None:
    page, codes = a_lesson_page(), practice_codes(a_lesson_page())
    edit(author, page, blocks=[block("heading", "练习"), block("practice", {"items": codes})])
    saved = newest(LessonPage.objects.get(pk=page.pk))
    stored = saved.body.get_prep_value()[1]["value"]
    assert [row["value"] for row in stored["items"]] == codes
    assert practice_codes(saved) == codes
    shown = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert codes[0] in shown


# --- previews ----------------


@pytest.mark.parametrize(
    ("mode", "words"), [("trainee", "个人卫生"), ("paper", "lesson-paper.css"), ("other", "Personal hygiene")]
)
def test_each_preview_shows_the_trainee_s_page_without_keys(author, mode, words) -> None:
    page = a_lesson_page()
    ItemVersion.objects.update(rationale_zh="机密的解释")
    answer = page.make_preview_request(preview_mode=mode)
    shown = answer.content.decode()
    assert answer.status_code == 200
    assert words in shown
    assert "机密的解释" not in shown
    assert 'method="post" action="/learn/' not in shown
    assert len(re.findall(r'class="practice__item"', shown)) == len(practice_codes(page))


@pytest.mark.parametrize(("page", "words"), [("zh-hans", "学完这一课以后"), ("en", "After this lesson")])
@pytest.mark.parametrize("author_reads", ["zh-hans", "en"])
def test_words_around_a_previewed_page_are_in_its_own_language(author, author_reads, page, words) -> None:
    lesson = a_lesson_page(page)
    with translation.override(author_reads):
        shown = lesson.make_preview_request(preview_mode="trainee").content.decode()
    assert f'<html lang="{page}' in shown.lower()
    assert words in shown


def test_the_editor_may_show_a_preview_in_its_frame_and_nobody_else(author) -> None:
    lesson = a_lesson_page()
    for page in (lesson, lesson.get_parent()):
        answer = author.get(reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk]), {"mode": ""})
        assert answer.status_code == 200
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    public = author.get("/verify/")
    assert public["X-Frame-Options"] == "DENY"


def test_without_a_translation_the_preview_says_so(author) -> None:
    page = a_lesson_page()
    take_away(page.get_translations().get())
    assert (
        "还没有译文"
        in LessonPage.objects.get(pk=page.pk).make_preview_request(preview_mode="other").content.decode()
    )


def test_previews_come_at_the_widths_of_a_terminal_and_a_phone(author) -> None:
    page = a_lesson_page()
    assert [size["device_width"] for size in page.preview_sizes] == [1366, 390]
    shown = author.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'data-device-width="1366"' in shown or 'value="1366"' in shown
    for mode, _label in page.preview_modes:
        assert f'value="{mode}"' in shown


# --- who uses this picture ----------------


def test_a_picture_tells_which_lessons_use_it(author) -> None:
    page = a_lesson_page()
    picture = next(row.value["image"] for row in page.body if row.block_type == "drawing")
    assert ReferenceIndex.get_references_to(picture).filter(object_id=str(page.pk)).exists()
    for user in (an_instructor(), a_reviewer()):
        shown = client_of(user).get(reverse("wagtailimages:image_usage", args=[picture.pk])).content.decode()
        assert page.title in shown
    assert settings.WAGTAILIMAGES_IMAGE_MODEL == "pages.Picture"
