"""Terms of the trade are marked where they may be, once in a part, and the HTML is otherwise left as it is."""

import re
from pathlib import Path

import pytest

from courses.pages.terms import Term, mark_terms

TERMS = [
    Term(3, "酵母", "jiàomǔ", "yeast", "活的"),
    Term(3, "干酵母", "gān jiàomǔ", "dry yeast", ""),
    Term(5, "保险丝", "bǎoxiǎnsī", "fuse", "<b>"),
]


def mark(html):
    return mark_terms(html, TERMS, address="/learn/x/")


def words(html):
    return [term.term for term in mark(html)[1]]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>酵母是活的，酵母怕热。</p>", ["酵母"]),
        ("<p>先放干酵母，再说酵母。</p>", ["干酵母", "酵母"]),
        ("<p>Yeast and dry yeast.</p>", ["酵母", "干酵母"]),
        ("<p>Two fuses.</p>", ["保险丝"]),
        ("<p>confused, refuse, fused</p>", []),
        ("<h2>酵母</h2><h3>酵母</h3>", []),
        ('<a href="/">酵母</a><button>酵母</button>', []),
        ("<form><fieldset><legend>酵母</legend>酵母</fieldset></form>", []),
        ("<h2>酵母</h2><p>酵母</p>", ["酵母"]),
        ('<img alt="酵母"><p title="酵母">x</p><!-- 酵母 -->', []),
        ("<dl><dt>酵母</dt></dl>", []),
        ("<svg><text>fuse</text></svg>", []),
        ("<ul><li>一</li><li>酵母</li></ul>", ["酵母"]),
    ],
)
def test_a_term_is_marked_once_in_running_text(html, found):
    assert words(html) == found
    assert mark(html)[0].count("data-term") == len(found)


def test_the_link_leads_to_the_entry_without_a_script():
    html, found = mark("<p>保险丝</p>")
    anchor = found[0].anchor
    assert f'<a class="term" href="/learn/x/?step=5#{anchor}" data-term="pop-{anchor}">保险丝</a>' in html


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &amp; b &lt;script&gt; &#8451; &nbsp;</p>",
        '<input type="radio" name="a" checked><br/><img src="a.png" alt="x > y">',
        "<p>没有词",
        "a < b",
    ],
)
def test_everything_else_stays_as_it_was(html):
    assert mark(html)[0] == html


def test_without_vocabulary_nothing_happens():
    assert mark_terms("<p>酵母</p>", [], address="/") == ("<p>酵母</p>", [])


def test_the_link_that_opens_a_picture_is_a_block_and_a_term_in_its_caption_is_not():
    rules = (Path(__file__).resolve().parents[2] / "static" / "css" / "lesson.css").read_text("utf-8")
    assert ".drawing > a { display: block" in rules
    assert not re.search(r"\.drawing a\s*\{[^}]*display: block", rules)
