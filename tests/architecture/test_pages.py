"""Templates, styles and scripts keep to their size, hold nothing inline and fetch nothing from outside."""

from collections.abc import Callable, Iterator

import pytest

from tests.architecture import page_rules as rules
from tests.architecture.tree import File, files, templates

Check = Callable[[File], Iterator[str]]


def complaints(check: Check, found: list[File]) -> str:
    """Return all complaints of a check, one a line."""
    return "\n".join(line for file in found for line in check(file))


@pytest.mark.parametrize(
    "check",
    [rules.oversized, rules.inline_code, rules.from_outside, rules.undescribed_component],
    ids=lambda check: check.__name__,
)
def test_every_template_keeps_to(check: Check) -> None:
    found = complaints(check, templates())
    assert found == ""


def test_nothing_static_comes_from_outside() -> None:
    found = [file for kind in ("css", "js", "svg") for file in files(f"**/*.{kind}", "static", "courses")]
    found = complaints(rules.from_outside, found)
    assert found == ""


BAD = {
    "too long": (rules.oversized, "<p>\n" * 121),
    "an inline script": (rules.inline_code, "<script>alert(1)</script>"),
    "an inline script with a nonce": (rules.inline_code, '<script nonce="{{ n }}">alert(1)</script>'),
    "a style element": (rules.inline_code, "<style>p{}</style>"),
    "a style attribute": (rules.inline_code, '<p class="a" style="color:red">'),
    "a handler": (rules.inline_code, '<button type="button" onclick="f()">'),
    "a script address": (rules.inline_code, '<a href="javascript:f()">'),
    "a script from outside": (rules.from_outside, '<script src="https://cdn.example/x.js"></script>'),
    "a picture from outside": (rules.from_outside, "<img src='//cdn.example/x.png'>"),
    "a form that sends outside": (rules.from_outside, '<form action="http://x.example/">'),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_template_is_found(name: str) -> None:
    check, text = BAD[name]
    assert list(check(File("templates/a.html", text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("static/a.css", "p { background: url(https://x.example/a.png) }"),
        ("static/a.css", '@import "//x.example/a.css";'),
        ("static/a.js", 'fetch("https://x.example/")'),
        ("static/a.svg", '<image href="https://x.example/a.png"/>'),
    ],
)
def test_a_bad_static_file_is_found(path: str, text: str) -> None:
    assert list(rules.from_outside(File(path, text)))


def test_a_component_without_its_comment_is_found() -> None:
    assert list(rules.undescribed_component(File("templates/components/a.html", "<p>{{ x }}</p>")))


@pytest.mark.parametrize(
    "text",
    [
        "{# no onclick= here, and no https:// #}",
        '<script type="module" src="{% static \'js/a.js\' %}"></script>',
        '<script type="application/json" id="a">{}</script>',
        '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>',
        '<a href="/v/ABC/">on = off</a>',
    ],
)
def test_a_good_template_passes(text: str) -> None:
    file = File("templates/a.html", text)
    assert not [*rules.inline_code(file), *rules.from_outside(file)]
