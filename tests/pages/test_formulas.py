"""Formulas: what is shown, what is refused in which words, and that nothing but a formula comes through."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.pages.blocks.formulas import FormulaBlock
from courses.pages.blocks.samples import formula_sample
from lms.core.formulas import ELEMENTS, FormulaError, mathml_of

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.mark.parametrize(
    ("tex", "part"),
    [
        (r"I = \frac{U}{R}", "<mfrac>"),
        (r"P = U I \cos\varphi", "φ"),
        (r"R = R_1 + R_2", "<msub>"),
        (r"S = \sqrt{P^2 + Q^2}", "<msqrt>"),
        (r"U_L = \sqrt{3}\, U_P", "<msqrt>"),
        (r"\rho \approx 0.0172\ \Omega \cdot \mathrm{mm}^2 / \mathrm{m}", "ρ"),
        (r"20\,^{\circ}\mathrm{C}", "C"),
        (r"\sum_{i=1}^{n} P_i", "∑"),
        (r"\begin{pmatrix}a & b \\ c & d\end{pmatrix}", "<mtable>"),
        (r"U < 50", "&lt;"),
    ],
)
def test_latex_becomes_mathml(tex, part):
    mathml = mathml_of(tex)
    assert mathml.startswith("<math")
    assert part in mathml


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        ("", "Write a formula"),
        ("   ", "Write a formula"),
        (r"\frac{1}", "not finished"),
        (r"\frac", "not finished"),
        ("a^", "not finished"),
        ("a^^b", "not finished"),
        ("a_b_c", "not finished"),
        (r"\left( a", "not finished"),
        ("{a", "without a }"),
        ("a}", "without a {"),
        (r"\foo + 1", r"no command “\foo”"),
        ("$x$", "without $"),
        ("x" * 301, "at most 300"),
        ("{" * 13 + "x" + "}" * 13, "nested more than"),
        ("a\x00b", "cannot be printed"),
        (r"\text{volt}", "cannot be used"),
        (r"\mbox{<img src=x onerror=alert(1)>}", "cannot be used"),
        (r"\href{javascript:alert(1)}{x}", "cannot be used"),
        (r"\style{color:red}{x}", "cannot be used"),
        (r"\class{a}{b}", "cannot be used"),
        (r"\color{red}x", "cannot be used"),
        (r"\begin{foo}a\end{foo}", "cannot be used"),
        ("a & b", "not finished"),
    ],
)
def test_wrong_latex_is_refused_in_words(tex, words):
    with pytest.raises(FormulaError, match=re.escape(words)):
        mathml_of(tex)


COMMANDS = [
    r"\frac",
    r"\sqrt",
    r"\text",
    r"\href",
    r"\style",
    "{",
    "}",
    "^",
    "_",
    "&",
    "<b>",
    "<script>",
    "x",
    "1",
    "\\\\",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(st.sampled_from(COMMANDS), st.text(max_size=5)), max_size=12).map("".join))
def test_whatever_is_written_only_a_formula_comes_through(tex):
    try:
        mathml = mathml_of(tex)
    except FormulaError:
        mathml = ""
    assert set(re.findall(r"<([a-z]+)", mathml)) <= set(ELEMENTS)
    assert not re.search(r"\s(on\w+|href|style|class|id|src)=", mathml)


def test_the_block_refuses_wrong_latex_in_formula_and_symbols():
    block = FormulaBlock()
    for changed in ({"tex": "{"}, {"symbols": [{"tex": "}", "meaning": "x", "unit": ""}]}):
        with pytest.raises(ValidationError):
            block.clean(block.to_python({**formula_sample(), **changed}))
    assert block.clean(block.to_python(formula_sample()))["tex"] == formula_sample()["tex"]


def test_the_formula_is_read_aloud_and_its_symbols_are_a_list():
    block = FormulaBlock()
    value = block.get_preview_value()
    html = render_to_string("pages/blocks/formula.html", block.get_context(value))
    assert 'role="math" aria-label="Current equals voltage divided by resistance"' in html
    assert html.count("<dt>") == 3
    assert "<math" in html


def test_what_cannot_be_shown_any_more_stands_as_written_and_escaped():
    block = FormulaBlock()
    value = block.to_python({**formula_sample(), "tex": "<script>{"})
    html = render_to_string("pages/blocks/formula.html", block.get_context(value))
    assert "&lt;script&gt;{" in html
