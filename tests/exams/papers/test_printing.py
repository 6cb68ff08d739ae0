"""Printed papers: everything a candidate needs is on them, no key is, and the key fits the paper printed beside it."""

import io
import re
import shutil
import subprocess
from datetime import UTC, datetime
from decimal import Decimal
from types import SimpleNamespace

import pikepdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from lms.core.printing.errors import NotPrintable
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.printing import Edition, print_answer_sheet, print_key, print_paper
from lms.exams.papers.printing.characters import refuse_unprintable, unprintable_in
from lms.exams.papers.printing.documents import Printing
from lms.exams.papers.printing.layout import sections_of
from lms.exams.papers.printing.pictures import Pictures

SHA256 = "3f9a7c21d0be44150011223344556677" * 2


def text(zh, en=""):
    return {"zh": zh, "en": en}


def named(names, rows):
    return [{"id": name, **row} for name, row in zip(names, rows, strict=True)]


OPTIONS = named(
    "abcd", [text("切断电源", "Cut off"), text("呼救", "Shout"), text("拉开", "Pull"), text("等待", "Wait")]
)
VOLTS = named("ab", [text("220 V"), text("380 V")])
# kind -> what the paper shows of it, and its key
KINDS = {
    "true_false": ({"stem": text("先验电后接地。", "Prove dead, then earth.")}, True),
    "single": ({"stem": text("最先做（ ）。", "First of all"), "options": OPTIONS}, "a"),
    "multiple": ({"stem": text("哪些正确？", "Which are right?"), "options": OPTIONS}, ["a", "b"]),
    "ordering": ({"stem": text("排序。", "Order."), "options": OPTIONS}, {"a": 1, "b": 2, "c": 3, "d": 4}),
    "matching": (
        {
            "stem": text("配对。", "Match."),
            "options": OPTIONS[:2],
            "matches": named("123", [text("甲"), text("乙"), text("丙")]),
        },
        {"a": "2", "b": "1"},
    ),
    "numeric": (
        {
            "stem": text("电流 [[1]] 是多少？", "How large is [[1]]?"),
            "unit": "A",
            "attachments": [{"number": 1, "kind": "formula", "file": "", "source": r"I=\frac{P}{U}"}],
        },
        [{"value": "9.1", "tolerance": "0.1", "unit": "A"}],
    ),
    "fill_in": ({"stem": text("保护导体是____色。", "It is ____.")}, [{"accepted": {"黄绿双": "1"}}]),
    "short_answer": ({"stem": text("简述急救。", "Describe first aid.")}, ["检查呼吸"]),
}


def a_paper(kinds=KINDS, *, form="A"):
    items, key = [], {}
    for place, (kind, (shown, right)) in enumerate(kinds.items()):
        uuid = f"00000000-0000-7000-8000-{place:012d}"
        items.append({"uuid": uuid, "kind": kind, "options": [], "marks": "2", **shown})
        key[uuid] = {"kind": kind, "key": right, "marks": "2"}
    scheme = SimpleNamespace(
        title_zh="安全理论考试",
        title_en="Safety theory",
        duration_minutes=60,
        pass_percent=Decimal(60),
        code="SAFE",
    )
    paper = SimpleNamespace(
        scheme=scheme,
        content={"items": items},
        sha256=SHA256,
        code="SAFE-2026-3F9A7C",
        form_name=form,
        created_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    return OpenedPaper(paper, SimpleNamespace(version=1, key=key, correction=None))


def words_of(pdf, tmp_path):
    path = tmp_path / "printed.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    return done.stdout


@pytest.fixture(scope="module")
def printed():
    """Return the paper of all kinds as it is printed, once for all that only read it."""
    return print_paper(a_paper())


def pages_of(pdf, tmp_path):
    """Return the words of each page."""
    return words_of(pdf, tmp_path).removesuffix("\f").split("\f")


def test_the_tools_that_read_documents_are_there():
    assert shutil.which("pdftotext")


def test_a_paper_says_whose_it_is_how_long_and_how_much_and_numbers_its_pages(printed, tmp_path):
    words = words_of(printed, tmp_path)
    squeezed = re.sub(r"\s", "", words)
    for wanted in ("安全理论考试", "A卷", "60分钟", "满分16分", "SAFE-2026-3F9A7C", "3f9a7c21d0be"):
        assert wanted in squeezed, wanted
    pages = len(pikepdf.open(io.BytesIO(printed)).pages)
    assert f"第{pages}页共{pages}页" in squeezed
    assert "一、判断题（共1题，2分）" in squeezed
    assert "Safety" not in words


def test_who_sits_it_is_asked_in_the_sealed_margin_of_the_first_page_and_each_section_has_room_for_its_marks(
    printed, tmp_path
):
    first, *others = pages_of(printed, tmp_path)
    # The margin reads from below, its letters stand far apart.
    assert (
        re.sub(r"[^题答要不内线封密]", "", "".join(re.findall(r"^ *(\S) *$", first, re.M)))
        == "题答要不内线封密"
    )
    for wanted in ("姓名", "班级", "准考证号"):
        assert re.search(rf"^ *{wanted}( |$)", first, re.M), wanted
        assert not any(wanted in page for page in others)
    assert re.search("题号 +一 +二 +三 +四 +五 +六 +七 +八 +总分", first)
    assert re.search("满分" + " +2" * 8 + " +16", first)
    assert len(re.findall("得分 +评卷人", first + "".join(others))) == len(KINDS)


def test_both_languages_stand_beside_each_other(tmp_path):
    words = words_of(print_paper(a_paper(), printing=Printing(Edition.BOTH)), tmp_path)
    assert re.search(r"先验电后接地。 +Prove dead, then earth\.", words)
    english = words_of(print_paper(a_paper(), printing=Printing(Edition.EN)), tmp_path)
    assert "Prove dead" in english
    assert "先验电" not in english
    assert "Page 1 of" in english


def test_no_paper_and_no_answer_sheet_says_a_right_answer(printed, tmp_path):
    words = words_of(printed, tmp_path) + words_of(print_answer_sheet(a_paper()), tmp_path)
    for answer in ("9.1", "黄绿双", "检查呼吸"):
        assert answer not in words


def test_small_figures_are_set_from_plain_ones(tmp_path):
    stem = text("电阻R₁=6Ω与R₂=3Ω并联，10⁻⁵Pa。", "R₁ and R₂")
    paper = a_paper({"true_false": ({"stem": stem}, True)})
    words = "".join(words_of(print_paper(paper, printing=Printing(Edition.BOTH)), tmp_path).split())
    assert "电阻R1=6Ω与R2=3Ω" in words
    refuse_unprintable(paper.paper)


@pytest.mark.parametrize("mark", ["😀", "\U000e0041"])
def test_other_characters_without_a_glyph_are_named_with_their_question(mark):
    paper = a_paper({"true_false": ({"stem": text(f"对{mark}吗？", "")}, True)})
    with pytest.raises(NotPrintable) as refused:
        refuse_unprintable(paper.paper)
    assert f"1: {mark} (U+{ord(mark):04X})" in refused.value.message
    assert unprintable_in(["R₁\n", "电"]) == []


def test_questions_that_cannot_be_printed_are_named_by_their_printed_numbers():
    opened = a_paper({"true_false": KINDS["true_false"]})
    (first,) = opened.items
    items = [{**first, "uuid": f"00000000-0000-7000-8000-{place:012d}"} for place in range(8)]
    items[2] = {**items[2], "stem": text("对😀吗？")}
    opened.paper.content["items"] = items
    (section,) = sections_of(items, seed=SHA256, edition=Edition.ZH, pictures=Pictures())
    number = next(item.number for item in section.items if item.uuid == items[2]["uuid"])
    assert number != 3, "a printed paper is in another order"
    with pytest.raises(NotPrintable, match=rf"[：:] ?{number}: 😀"):
        refuse_unprintable(opened.paper)


def test_a_key_fits_the_paper_that_is_printed_in_the_same_way(tmp_path):
    opened = a_paper({"single": KINDS["single"], "ordering": KINDS["ordering"]})
    for seed in ("one", "two", "three"):
        printing = Printing(seed=seed)
        sections = sections_of(opened.items, seed=seed, edition=Edition.ZH, pictures=Pictures())
        single, ordering = (section.items[0] for section in sections)
        letter = next(option.label for option in single.options if option.name == "a")
        order = " ".join(str("abcd".index(option.name) + 1) for option in ordering.options)
        words = words_of(print_key(opened, printing=printing), tmp_path)
        assert re.search(rf"^ *{letter}$", words, re.MULTILINE)
        assert order in words
        assert SHA256 in words


def test_a_corrected_key_says_its_version_its_reason_and_what_was_struck(tmp_path):
    opened = a_paper()
    key = dict(opened.key.key)
    uuids = list(key)
    del key[uuids[0]]
    key[uuids[2]] |= {"also": [["c"]]}
    corrected = SimpleNamespace(version=2, key=key, correction=SimpleNamespace(reason="教材改版"))
    words = words_of(print_key(OpenedPaper(opened.paper, corrected)), tmp_path)
    for wanted in ("答案版本 2", "教材改版", "本题作废", " 或 "):
        assert wanted in words


def test_places_on_a_picture_are_numbered_over_it(tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    file = default_storage.save("try/picture.png", ContentFile(picture.getvalue()))
    regions = [
        {"id": "a", "zh": "", "en": "", "shape": "circle", "coords": ["0.2", "0.5", "0.1"]},
        {"id": "b", "zh": "", "en": "", "shape": "rect", "coords": ["0.4", "0.4", "0.6", "0.6"]},
        {
            "id": "c",
            "zh": "",
            "en": "",
            "shape": "poly",
            "coords": ["0.7", "0.7", "0.9", "0.7", "0.8", "0.9"],
        },
    ]
    attachments = [{"number": 1, "kind": "picture", "file": file, "alternative": text("一张电路图")}]
    shown = {"stem": text("哪个是熔断器？"), "regions": regions, "attachments": attachments}
    opened = a_paper({"hotspot": (shown, ["b"])})
    pdf = print_paper(opened)
    assert re.search(r"1\s+2[\s\S]*3", words_of(pdf, tmp_path))
    with pikepdf.open(io.BytesIO(pdf)) as read:
        alternatives = {
            str(entry.Alt)
            for entry in read.objects
            if isinstance(entry, pikepdf.Dictionary) and "/Alt" in entry
        }
    assert "一张电路图" in alternatives
    assert re.search(r"31?\. *2|1\. *2", words_of(print_key(opened), tmp_path))


def test_where_places_are_hidden_candidates_mark_them_and_the_key_shows_them(tmp_path):
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(picture, "PNG")
    file = default_storage.save("try/plan.png", ContentFile(picture.getvalue()))
    attachments = [{"number": 3, "kind": "picture", "file": file, "alternative": text("一张图")}]
    shown = {
        "stem": text("缺陷在哪里？"),
        "picks": 1,
        "plan": {"number": 3, "ratio": "1"},
        "attachments": attachments,
    }
    opened = a_paper({"hotspot": (shown, ["b"])})
    (entry,) = opened.key.key.values()
    entry["regions"] = [{"id": "b", "zh": "", "en": "", "shape": "circle", "coords": ["0.5", "0.5", "0.1"]}]
    words = words_of(print_paper(opened), tmp_path)
    assert "标出1处" in re.sub(r"\s", "", words)
    assert "（ " not in words
    key = print_key(opened)
    assert "见图" in words_of(key, tmp_path)
    with pikepdf.open(io.BytesIO(key)) as read:
        found = [entry for entry in read.objects if isinstance(entry, pikepdf.Dictionary) and "/Alt" in entry]
        assert "图上编了号的位置" in {str(entry.Alt) for entry in found}


def test_the_words_that_a_gap_takes_are_listed_below_it(tmp_path):
    shown = {"stem": text("保护导体是____色。"), "gaps": [["黄绿双", "蓝"]]}
    words = words_of(print_paper(a_paper({"fill_in": (shown, [{"accepted": {"黄绿双": "1"}}])})), tmp_path)
    assert re.search("（1）(黄绿双/蓝|蓝/黄绿双)", re.sub(r"\s", "", words))


def test_equal_papers_have_equal_bytes_and_a_candidates_seed_another_order(printed):
    assert print_paper(a_paper()) == printed
    assert print_paper(a_paper(), printing=Printing(seed="s", candidate="007")) != printed


def alike(number):
    """Return a paper of so many questions with four options each."""
    one = {"kind": "single", "marks": "2", "stem": text("最先做哪一件事？")}
    items = [{**one, "uuid": f"{place}", "options": OPTIONS} for place in range(number)]
    opened = a_paper({})
    opened.paper.content["items"] = items
    return opened


def test_no_question_is_parted_between_pages_and_the_last_one_does_not_stand_alone(tmp_path):
    first, *others = pages_of(print_paper(alike(60)), tmp_path)
    for page in (first, *others):
        assert page.count("最先做哪一件事") == page.count("切断电源") == page.count("等待")
    full = first.count("最先做哪一件事")
    first, last = pages_of(print_paper(alike(full + 1)), tmp_path)
    assert (first.count("最先做哪一件事"), last.count("最先做哪一件事")) == (full - 1, 2)


def test_a_question_without_english_stands_there_once_in_chinese():
    translated = a_paper({"single": ({"stem": text("额定电压？", "Rated?"), "options": VOLTS}, "a")})
    bare = a_paper({"matching": KINDS["matching"]})
    for opened, both, english in ((translated, 2, "Rated?"), (bare, 1, "配对。")):
        for edition, columns in ((Edition.BOTH, both), (Edition.EN, 1)):
            (section,) = sections_of(opened.items, seed="s", edition=edition, pictures=Pictures())
            assert len(section.items[0].bodies) == columns
            assert english in section.items[0].stems[-1]


def test_text_of_a_question_is_text_and_what_has_no_glyph_is_named():
    harmless = {"single": ({"stem": text("<b>1 < 2</b> & <script>"), "options": OPTIONS}, "a")}
    (section,) = sections_of(a_paper(harmless).items, seed="s", edition=Edition.ZH, pictures=Pictures())
    assert section.items[0].stems[0] == "&lt;b&gt;1 &lt; 2&lt;/b&gt; &amp; &lt;script&gt;"
    with pytest.raises(NotPrintable, match=r"U\+0645"):
        print_paper(a_paper({"true_false": ({"stem": text("م")}, True)}))


def test_a_key_is_not_printed_of_a_paper_that_was_opened_without_it():
    with pytest.raises(ValueError, match="opened with its key"):
        print_key(OpenedPaper(a_paper().paper))


class OnePicture(Pictures):
    """Pictures that need no store."""

    def load(self, file):
        return self.add(b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', "svg")


@pytest.mark.parametrize(("stem", "middle"), [("哪个是熔断器？", "[[1]]"), ("看图[[1]]", "见[[1]]")])
def test_an_option_that_is_a_picture_says_which(stem, middle):
    item = {
        "uuid": "00000000-0000-7000-8000-000000000001",
        "kind": "single",
        "stem": text(stem),
        "marks": "1",
        "options": [
            {"id": name, **text(words)} for name, words in zip("abc", ("灯泡", middle, "开关"), strict=True)
        ],
        "attachments": [{"number": 1, "kind": "picture", "file": "items/x.svg"}],
    }
    (section,) = sections_of([item], seed="s", edition=Edition.ZH, pictures=OnePicture())
    (printed,) = section.items
    words = {option.name: option.texts[0] for option in printed.options}
    assert "［图 1］" in words["b"]
    assert "［图" not in words["a"] + words["c"] + printed.stems[0]
    assert [figure.caption for figure in printed.figures] == ["第 1 题图 1"]


@pytest.mark.parametrize(
    ("edition", "signs", "captions"),
    [
        (Edition.ZH, ("图 1", "图 2"), ["第 1 题图 1", "第 1 题图 2"]),
        (Edition.EN, ("figure 1", "figure 2"), ["Question 1, figure 1", "Question 1, figure 2"]),
    ],
)
def test_pictures_bear_the_numbers_by_which_words_point_to_them(edition, signs, captions):
    pictures = [{"number": number, "kind": "picture", "file": f"items/{number}.svg"} for number in (1, 2)]
    stem = text("比较[[1]]与[[2]]。", "Compare [[1]] with [[2]].")
    item = {
        "uuid": "u",
        "kind": "single",
        "stem": stem,
        "marks": "1",
        "options": named("ab", [text("[[2]]"), text("[[1]]")]),
        "attachments": pictures,
    }
    (section,) = sections_of([item], seed="s", edition=edition, pictures=OnePicture())
    (printed,) = section.items
    places = [printed.stems[0].index(f"［{sign}］") for sign in signs]
    assert places == sorted(places), "whatever order options that are pictures stand in"
    assert {option.texts for option in printed.options} == {
        (f'<span class="see">［{sign}］</span>',) for sign in signs
    }
    assert [figure.caption for figure in printed.figures] == captions


def test_the_only_picture_of_a_question_says_whose_it_is():
    picture = {"number": 1, "kind": "picture", "file": "items/1.svg"}
    item = {
        "uuid": "u",
        "kind": "true_false",
        "stem": text("如图，对吗？"),
        "marks": "1",
        "options": [],
        "attachments": [picture],
    }
    (section,) = sections_of([item], seed="s", edition=Edition.BOTH, pictures=OnePicture())
    assert section.items[0].figures[0].caption == "第 1 题图 Figure for question 1"
