"""The line language of circuits: what it draws, and which line it complains about in which words."""

from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.pages.blocks.circuits import SpecBlock
from lms.core.circuits import CircuitError, read_spec, size_of
from lms.core.circuits.spec import normal_spec
from lms.core.circuits.words import DIRECTION_WORDS, WORDS
from scripts.processes import ROOT
from tests.support.pace import at_most


def _ends(spec: str) -> list[tuple]:
    return [(step.kind, *map(float, (*step.start, *step.end))) for step in read_spec(spec)]


@pytest.mark.parametrize(
    ("spec", "drawn"),
    [
        ("wire", [("wire", 0, 0, 1, 0)]),
        ("wire up 2\nlamp", [("wire", 0, 0, 0, 2), ("lamp", 0, 2, 0, 3)]),
        ("lamp left 0.5", [("lamp", 0, 0, -0.5, 0)]),
        ("  WIRE   Down  # back\n\n# only words", [("wire", 0, 0, 0, -1)]),
        ("wire 2 right", [("wire", 0, 0, 2, 0)]),
        (
            "mark A\nwire right\nwire down\nfrom A\nlamp down",
            [("wire", 0, 0, 1, 0), ("wire", 1, 0, 1, -1), ("lamp", 0, 0, 0, -1)],
        ),
        (
            "mark A\nwire up\nwire right\nwire to A",
            [("wire", 0, 0, 0, 1), ("wire", 0, 1, 1, 1), ("wire", 1, 1, 0, 1), ("wire", 0, 1, 0, 0)],
        ),
        (
            "mark A\nwire up\nwire right\nwire down to A",
            [("wire", 0, 0, 0, 1), ("wire", 0, 1, 1, 1), ("wire", 1, 1, 1, 0), ("wire", 1, 0, 0, 0)],
        ),
        ("mark A\nwire right 2\nvoltmeter to A", [("wire", 0, 0, 2, 0), ("voltmeter", 2, 0, 0, 0)]),
        ("wire\nearth\nwire", [("wire", 0, 0, 1, 0), ("earth", 1, 0, 1, 0), ("wire", 1, 0, 2, 0)]),
        ("wire\r\ndot\r\n", [("wire", 0, 0, 1, 0), ("dot", 1, 0, 1, 0)]),
    ],
)
def test_a_description_draws(spec, drawn):
    assert _ends(spec) == drawn


def test_words_and_directions_are_kept():
    source, label = read_spec('source "220 V" up\nlabel “相线 L” left')
    assert (source.label, source.direction) == ("220 V", "up")
    assert (label.label, label.direction) == ("相线 L", "left")


@pytest.mark.parametrize(
    ("spec", "line", "words"),
    [
        ("", 1, "nothing is drawn yet"),
        ("# only words", 1, "nothing is drawn yet"),
        ('label "L"', 1, "nothing is drawn yet"),
        ("wire\nlampe down", 2, "Did you mean “lamp”"),
        ("wire\n\nqqqq", 3, "There are: wire, source (AC source)"),
        ("lamp EL down", 1, 'stand in quotation marks: "EL"'),
        ('lamp "EL down', 1, "quotation mark is missing"),
        ('"EL" lamp', 1, "begin with an element"),
        ("lamp up down", 1, "a direction stands here twice"),
        ('lamp "a" "b"', 1, "words in quotation marks stands here twice"),
        ("wire 1 2", 1, "a length stands here twice"),
        ("wire 0.4", 1, "not between 0.5 and 20"),
        ("wire 21", 1, "not between 0.5 and 20"),
        ("wire -1", 1, "no direction"),
        ("wire 1e9", 1, "no direction"),
        ("wire ٣", 1, "no direction"),
        ("wire nan", 1, "no direction"),
        ('lamp "' + "x" * 61 + '"', 1, "more than 60 characters"),
        ('lamp "a\u202eb"', 1, "cannot be printed"),
        ('lamp "a\x07b"', 1, "cannot be printed"),
        ("mark", 1, "give the name of a place"),
        ("mark A B", 1, "one name of a place"),
        ("mark A\nmark A", 2, "marked already"),
        ("mark ../x", 1, "only letters A to Z"),
        ("mark " + "A" * 21, 1, "at most 20"),
        ("from A", 1, "Write “mark A”"),
        ("wire\nmark A\nwire\nfrom B", 4, "Marked are: A"),
        ("wire to", 1, "give the name of a place"),
        ("wire to A", 1, "no place is marked above"),
        ("mark A\nwire to A", 2, "already come to “A”"),
        ("mark A\nwire up\nwire right 2 to A", 3, "not both"),
        ("mark A\nwire up\nwire right\nlamp to A", 4, "not straight ahead"),
        ("wire\ndot up", 2, "“dot” stands alone"),
        ("wire\nlabel", 2, "needs words in quotation marks"),
        ('wire\nlabel "L" 2', 2, "has no length"),
        ("wire\nearth 2", 2, "has no length"),
        ("wire 20\nwire 20\nwire 20", 3, "larger than 40 units"),
        ("wire\n" * 201, 201, "at most 200 lines"),
        ("wire" + " " * 10 + "# " + "x" * 300, 1, "longer than 200 characters"),
        ("import os; os.system('true')", 1, "There are: wire"),
        ("wire\n__import__('os')", 2, "There are: wire"),
        ("lamp ${x} {{ x }}", 1, "no direction"),
        ("<svg onload=alert(1)>", 1, "There are: wire"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]>", 1, "There are: wire"),
        ("wire\u2028lamp \U0001f4a1", 1, "no direction"),
        ("\x00", 1, "There are: wire"),
    ],
)
def test_a_wrong_line_is_named_with_what_would_be_right(spec, line, words):
    with pytest.raises(CircuitError) as caught:
        read_spec(spec)
    assert caught.value.line == line
    assert f"{line}" in caught.value.message
    assert words in caught.value.message


@pytest.fixture(autouse=True)
def _in_english():
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "spec", ["x" * 10_000_000, "wire\n" * 2_000_000, '"' * 10_000_000, "\n" * 10_000_000]
)
def test_ten_megabytes_are_refused_at_once(spec):
    with at_most(0.5), pytest.raises(CircuitError, match="too long"):
        read_spec(spec)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(st.sampled_from([*WORDS, "to", "up", "A", "2", '"x"', "#", '"']), st.text(max_size=8))
    ).map(" ".join)
)
def test_any_text_is_drawn_or_refused_by_line(text):
    try:
        answer = len(read_spec(text.replace(" wire", "\nwire")))
    except CircuitError as error:
        answer = error.line
    assert answer >= 1


def test_line_ends_and_blanks_at_the_end_change_nothing():
    assert normal_spec("\r\nwire  \r\nlamp\t\r\n\r\n") == "wire\nlamp"


def test_the_size_is_known_without_drawing_and_grows_with_the_words():
    plain, wordy = size_of("lamp right"), size_of('lamp "灯灯灯灯灯灯灯灯" right')
    assert wordy[0] > plain[0]
    assert size_of("lamp down 3")[1] > size_of("lamp down")[1]


def test_lengths_are_exact():
    assert read_spec("wire 0.7\nwire 0.6")[1].end[0] == Decimal("1.3")


def test_help_and_guide_name_every_word_in_chinese():
    guide = (ROOT / "docs" / "guides" / "instructor.md").read_text("utf-8")
    with translation.override("zh-hans"):
        said = str(SpecBlock(help_text="").field.help_text)
        for word, meaning in {**WORDS, **DIRECTION_WORDS}.items():
            assert f"{word} ({meaning})" in said
            assert f"`{word}` | {meaning}" in guide
        with pytest.raises(CircuitError, match=r"wire \(导线\), source \(交流电源\)"):
            read_spec("qqqq")
