"""Fragments of pages become plain texts with marks; what a reader of the page would have seen and is lost, is said."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.exams.interchange.drafts import Attachment, Remark
from lms.exams.interchange.plain import HELD, HOLD, Marks, html_to_text, markdown_to_text, plain_to_text

PICTURE = Attachment("picture", "a.png", b"png")


def _text(html: str) -> str:
    return html_to_text(html, attach=Marks())[0]


def _lost(html: str) -> list[str]:
    return [
        remark.detail for remark in html_to_text(html, attach=Marks())[1] if remark.code == "formatting_lost"
    ]


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>First</p><p>second<br>third</p>", "First\nsecond\nthird"),
        ("no markup,  two  blanks", "no markup, two blanks"),
        ("R &lt; 4&nbsp;&Omega; &amp; U &#8804; 50", "R < 4 Ω & U ≤ 50"),
        ("A = 4 m<sup>2</sup>, H<sub>2</sub>O, 10<sup>−3</sup>", "A = 4 m², H₂O, 10⁻³"),
        ("<ul><li>fuse</li><li><p>relay</p></li></ul>", "- fuse\n- relay"),
        ("<ol><li>off</li><li>test</li></ol>", "1. off\n2. test"),
        ("<ol type='A' start='3'><li>x<li>y</ol>", "C. x\nD. y"),
        ("<ol type='i'><li>x<li>y</ol>", "i. x\nii. y"),
        (
            "<table><tr><th>U</th><th>I</th></tr><tr><td><p>6</p><p>V</p></td><td>2<br>A</td></tr></table>end",
            "U | I\n6 V | 2 A\nend",
        ),
        ("<table><tr><td><p>a frame</p><p>of lines</p></td></tr></table>", "a frame\nof lines"),
        ("<pre>if x:\n    y</pre>after", "if x:\n    y\nafter"),
        ("<ruby>闸<rp>(</rp><rt>zhá</rt><rp>)</rp></ruby>刀", "闸(zhá)刀"),
        ("a<script>alert(1)</script><style>p{}</style><!-- note -->b", "ab"),
        ("<span style='display: none'>B is right</span>seen", "seen"),
        ("</div></p>closed <b>too <i>often</b>", "closed too often"),
        ("x \ufffe\u200b\x07y", "x y"),
        ("全角　空格", "全角　空格"),
        ("", ""),
    ],
)
def test_what_can_be_read_is_kept_as_lines_and_nothing_is_said(html: str, text: str) -> None:
    assert html_to_text(html, attach=Marks()) == (text, [])


@pytest.mark.parametrize(
    ("html", "text", "lost"),
    [
        ("x<sup>a Q</sup>", "x^(a Q)", ["sup"]),
        ("<video src='v.mp4'>no video</video>seen", "seen", ["video"]),
        ("<iframe src='//x'></iframe>seen", "seen", ["iframe"]),
        ("<del>not</del> this", "not this", ["del"]),
        ("<a href='https://example.org'>source</a>", "source", ["a"]),
        ("<table><tr><td colspan=2>a</td><td>b</td></tr></table>", "a | b", ["table"]),
        ("<math><mglyph/>x</math>", "x", ["math"]),
    ],
)
def test_what_is_lost_is_named(html: str, text: str, lost: list[str]) -> None:
    assert (_text(html), _lost(html)) == (text, lost)


def test_a_picture_is_a_mark_and_a_repeated_one_the_same_mark() -> None:
    marks = Marks(lambda src, alt: PICTURE if src == "a.png" else None)

    text, remarks = html_to_text(
        "<p>See <img src='a.png'></p><p><img src='a.png' alt='again'></p>", attach=marks
    )

    assert (text, remarks, marks.attachments) == ("See [[1]]\n[[1]]", [], [PICTURE])


def test_a_missing_picture_leaves_its_words_and_a_remote_one_is_not_fetched() -> None:
    html = "<img src='a.png' alt='a fuse'> <img src='https://example.org/b.png'>"

    text, remarks = html_to_text(html, attach=Marks())

    assert text == "[a fuse] [b.png]"
    assert remarks == [
        Remark("picture_missing", "a.png"),
        Remark("remote_reference", "https://example.org/b.png"),
    ]


def test_a_picture_inside_its_own_address_is_taken_from_there() -> None:
    marks = Marks()

    text, _ = html_to_text("<img alt='dot' src='data:image/png;base64,cG5n'>", attach=marks)

    assert text == "[[1]]"
    assert marks.attachments == [Attachment("picture", "picture.png", b"png", alternative="dot")]


@pytest.mark.parametrize(
    ("html", "tex"),
    [
        (r"\(a &lt; b\)", "a < b"),
        ("$$ \\frac{1}{2} $$", r"\frac{1}{2}"),
        (r"\[x<sup></sup>\]", "x"),
        ("[tex]y[/tex]", "y"),
        ("<script type='math/tex'>z</script>", "z"),
        ("<math><mfrac><mi>U</mi><msqrt><mn>3</mn></msqrt></mfrac></math>", r"\frac{U}{\sqrt{3}}"),
        (
            "<m:math><m:msup><m:mi>x</m:mi><m:mn>2</m:mn></m:msup><m:mo>≤</m:mo><m:mi>sin</m:mi></m:math>",
            r"{x}^{2}\le \mathrm{sin}",
        ),
        (
            "<math><munderover><mo>∑</mo><mi>i</mi><mi>n</mi></munderover><mover><mi>x</mi><mo>¯</mo></mover></math>",
            r"\sum _{i}^{n}\bar{x}",
        ),
        (
            "<math><mfenced open='[' close=']'><mi>a</mi><mtext>if</mtext></mfenced></math>",
            r"\left[a,\text{if}\right]",
        ),
        (
            "<math><mtable><mtr><mtd><mn>1</mn></mtd><mtd><mn>0</mn></mtd></mtr></mtable></math>",
            r"\begin{matrix}1 & 0\end{matrix}",
        ),
        (
            "<math><semantics><mi>q</mi><annotation encoding='application/x-tex'>Q_1</annotation></semantics></math>",
            "Q_1",
        ),
    ],
)
def test_formulas_become_tex(html: str, tex: str) -> None:
    marks = Marks()

    text, remarks = html_to_text(f"<p>is {html}</p>", attach=marks)

    assert (text, remarks) == ("is [[1]]", [])
    assert marks.attachments == [Attachment("formula", "", tex=tex)]


@pytest.mark.parametrize("text", ["costs $$ only", r"open \( bracket", "$$ $$", "[tex]"])
def test_signs_that_open_no_formula_stay(text: str) -> None:
    assert _text(text) == text


def test_text_that_looks_like_a_mark_is_none() -> None:
    assert _text("see [[1]] and [[<b>2</b>]]") == "see [ [1] ] and [ [2] ]"


def test_marks_of_a_reader_come_through() -> None:
    assert _text(f"<p>The {HOLD}1{HELD} is off</p>") == f"The {HOLD}1{HELD} is off"


def test_markdown_and_plain_text_are_read_as_what_they_are() -> None:
    assert markdown_to_text("**Which** ~~one~~?\n\n* a\n* b", attach=Marks()) == (
        "Which one?\n- a\n- b",
        [Remark("formatting_lost", "s")],
    )
    assert plain_to_text("a < b\r\n\r\n  <b>c</b>", attach=Marks()) == ("a < b\n<b>c</b>", [])


@pytest.mark.parametrize(
    "piece", ["<p>", "<", r"\(", "$$", "&", "<!--", "<sup>", "<li>", "[[", "<td>", "<math>"]
)
def test_repetition_is_read_in_linear_time(piece: str) -> None:
    html_to_text(piece * 40_000, attach=Marks())


def test_markup_nested_too_deeply_loses_its_tags_not_its_words() -> None:
    assert html_to_text("<div>" * 5000 + "deep &lt; down", attach=Marks()) == (
        "deep < down",
        [Remark("formatting_lost", "depth")],
    )


_PIECES = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<td>",
        "<tr>",
        "<table>",
        "</table>",
        "<sup>",
        "</sup>",
        "<ol>",
        "</ol>",
        "<li>",
        "<pre>",
        "</pre>",
    ]
    + [
        "<math>",
        "<msup>",
        "</math>",
        "<rt>",
        "<q>",
        "$$",
        "\\(",
        "\\)",
        "[[1]]",
        "&amp;",
        "x",
        " ",
        "\n",
        "<img src=a>",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=4)), max_size=20).map("".join))
def test_any_fragment_gives_lines_without_markup_characters_or_foreign_marks(html: str) -> None:
    marks = Marks()

    text, _ = html_to_text(html, attach=marks)

    assert not any(character in text for character in "\x00\ufdd0\ufdd1\ufdd4")
    assert {int(one) for one in re.findall(r"\[\[([0-9]+)\]\]", text)} <= set(
        range(1, len(marks.attachments) + 1)
    )
    assert all(line.strip(" ") for line in text.split("\n")) or not text
