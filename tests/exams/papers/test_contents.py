"""An opened paper on its page: pictures, formulas and gaps stand where a candidate sees them, in both languages."""

from types import SimpleNamespace

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string

from lms.exams.paperdesk.presentation.contents import contents_context
from lms.exams.papers.opening import OpenedPaper
from tests.factories.practice import PICTURE

ATTACHED = [
    {
        "number": 1,
        "kind": "formula",
        "file": "",
        "source": r"\frac{U}{R}",
        "alternative": {"zh": "", "en": ""},
    },
    {"number": 2, "kind": "picture", "alternative": {"zh": "平面图", "en": "A plan"}},
    {"number": 3, "kind": "picture", "file": "gone.png", "alternative": {"zh": "没有了", "en": ""}},
]


def page_of(item, settings, tmp_path, language=""):
    settings.MEDIA_ROOT = tmp_path
    ATTACHED[1]["file"] = default_storage.save("papers/plan.svg", ContentFile(PICTURE.content))
    whole = {"uuid": "u", "options": [], "marks": "2", "attachments": ATTACHED, **item}
    paper = SimpleNamespace(content={"items": [whole]}, sha256="0" * 64)
    return render_to_string("exams/papers/_items.html", contents_context(OpenedPaper(paper), language))


def test_what_marks_stand_for_is_shown_and_no_picture_has_an_address_of_its_own(settings, tmp_path):
    stem = {"zh": "按[[1]]看[[2]]、[[9]]：", "en": "Use [[1]], look at [[2]]:"}
    options = [{"id": "a", "zh": "左[[1]]", "en": "Left"}, {"id": "b", "zh": "右", "en": ""}]
    html = page_of({"kind": "single", "stem": stem, "options": options}, settings, tmp_path)
    assert html.count("<mfrac>") == 3
    assert html.count('src="data:image/svg+xml;base64,') == html.count("src=") == 2
    assert 'alt="A plan"' in html
    assert "<mark>[[9]]</mark>" in html
    # What no mark stands for is below the words; what is lost says what it showed.
    assert "<mark>没有了</mark>" in html


def test_only_the_language_that_was_chosen_is_shown(settings, tmp_path):
    item = {"kind": "fill_in", "stem": {"zh": "电流____", "en": "The current ____"}}
    chinese, english, both = (page_of(item, settings, tmp_path, name) for name in ("zh", "en", "both"))
    assert ("电流" in chinese, "The current" in chinese) == (True, False)
    assert ("电流" in english, "The current" in english) == (False, True)
    assert ("电流" in both, "The current" in both) == (True, True)
    # There is no English of it: it is read in Chinese, as it is printed.
    assert "电流" in page_of({**item, "stem": {"zh": "电流____", "en": ""}}, settings, tmp_path, "en")


def test_gaps_are_seen_and_a_question_without_english_is_there_once(settings, tmp_path):
    html = page_of({"kind": "fill_in", "stem": {"zh": "一____二____", "en": ""}}, settings, tmp_path)
    assert html.count('class="gap"') == 2
    assert "____" not in html
    assert html.count("lang=") == 1
