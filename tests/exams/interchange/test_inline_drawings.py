"""Drawings that stand in texts as tags come along as pictures, and are cleaned as those are."""

import pytest

from lms.core.drawings import find_fault
from lms.exams.interchange.inline_drawings import drawings_as_pictures
from lms.exams.interchange.plain import Marks, html_to_text
from tests.exams.interchange.moodle_xml import entry_of, stem_of
from tests.support.pace import at_most

LAMP = '<svg viewBox="0 0 8 8" aria-label="a &amp; lamp"><linearGradient id="g"/><circle cx="4" cy="4" r="3"/></svg>'
SWITCH = '<SVG width="8"><title>switch</title><use xlink:href="#a"/></SVG>'


def read(html: str):
    marks = Marks()
    return html_to_text(html, attach=marks), marks.attachments


def test_each_drawing_is_a_picture_with_its_words_and_names_written_as_they_were():
    (text, remarks), (lamp, switch) = read(f"<p>Which is {LAMP} and which</p>{SWITCH}?")
    assert (text, remarks) == ("Which is [[1]] and which\n[[2]]?", [])
    assert (lamp.alternative, switch.alternative) == ("a & lamp", "switch")
    assert b'viewBox="0 0 8 8"' in lamp.data
    assert b"<linearGradient" in lamp.data
    assert find_fault(lamp.data) is None
    assert find_fault(switch.data) is None


def test_options_that_are_drawings_are_options():
    answers = "".join(
        f'<answer fraction="{share}" format="html"><text><![CDATA[{drawing}]]></text></answer>'
        for share, drawing in ((100, LAMP), (0, SWITCH))
    )
    entry = entry_of("multichoice", f"<single>true</single>{answers}", stem_of("Which sign is a lamp?"))
    assert (entry.item.key, [one.text["zh"] for one in entry.item.options]) == ("a", ["[[1]]", "[[2]]"])


@pytest.mark.parametrize(
    "html",
    [
        "<p>no drawing</p>",
        "<svg/>",
        "<svgs></svgs>",
        "<svg width='3'>",
        "<img src=\"data:image/svg+xml;utf8,<svg xmlns='x'></svg>\">",
    ],
)
def test_what_is_no_drawing_between_tags_stays_as_it_is(html):
    assert drawings_as_pictures(html) == html


def test_a_script_inside_is_seen_by_whoever_cleans_it():
    _said, (one,) = read("<svg><script>alert(1)</script></svg>")
    assert find_fault(one.data).name == "script"


@pytest.mark.parametrize(
    "html", ["<svg>" * 200_000, "<svg " * 200_000, "<svg></svg>" * 50_000, "<svg>" + "<" * 500_000]
)
def test_hostile_drawings_take_no_time(html):
    with at_most(2):
        drawings_as_pictures(html)
