"""Every component has a sample and a header comment, and renders in both languages without inline code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from lms.core.styleguide import views
from lms.core.styleguide.samples import component_samples

FOLDER = Path(settings.BASE_DIR) / "templates" / "components"
NAMES = sorted(path.stem for path in FOLDER.glob("*.html"))
LANGUAGES = ("zh-hans", "en")
INLINE = re.compile(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
HAN = re.compile(r"[\u4e00-\u9fff]")
# They show names that stay as they are in every language, or nothing by themselves.
BILINGUAL = {"brand", "language_switch", "site_footer"}


def a_request(path: str = "/styleguide/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    return request


def test_every_component_has_a_sample() -> None:
    assert sorted(component_samples()) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_component_starts_with_its_header_comment(name: str) -> None:
    assert (FOLDER / f"{name}.html").read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_a_component_renders_from_its_samples(name: str, language: str) -> None:
    with translation.override(language):
        for sample in component_samples()[name]:
            html = render_to_string(f"components/{name}.html", sample, a_request())
            assert not INLINE.search(html), html


@pytest.mark.parametrize("name", [name for name in NAMES if name not in BILINGUAL])
def test_the_english_sample_shows_no_chinese(name: str) -> None:
    with translation.override("en"):
        samples = component_samples()[name]
        html = "".join(render_to_string(f"components/{name}.html", sample, a_request()) for sample in samples)
    assert not HAN.search(html.replace("示例·学员", ""))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_style_guide_shows_every_component(language: str) -> None:
    with translation.override(language):
        page = views.index(a_request()).content.decode()
    assert all(f'id="guide-{name}"' in page for name in NAMES)
    assert not INLINE.search(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", views.LAYOUTS)
def test_every_layout_renders(name: str, language: str) -> None:
    with translation.override(language):
        page = views.layout(a_request(f"/styleguide/{name}/"), name=name).content.decode()
    assert f'<html lang="{language}"' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert not INLINE.search(page)


def test_an_unknown_layout_is_not_found() -> None:
    with pytest.raises(Http404):
        views.layout(a_request(), name="nowhere")


@pytest.mark.parametrize("name", ["server_error", "csrf", "404", "403", "400", "429", "503"])
def test_an_error_page_needs_no_request(name: str) -> None:
    page = render_to_string(f"errors/{name}.html")
    assert page.count("<h1") == 1
    assert "Traceback" not in page
    assert not INLINE.search(page)


@pytest.mark.parametrize("status", [400, 403, 404, 409, 410, 413, 422, 429, 503])
def test_a_refusal_says_why(status: int) -> None:
    context = {"status": status, "message": "It is too late.", "reasons": ["The sitting has closed."]}
    page = render_to_string("errors/domain_error.html", context, a_request())
    assert "It is too late." in page
    assert "The sitting has closed." in page


def test_a_message_becomes_a_notice() -> None:
    messages = [{"level_tag": "success", "__str__": "Saved."}]
    page = render_to_string("components/messages.html", {"messages": messages})
    assert "notice--success" in page


def test_a_hostile_value_is_escaped() -> None:
    hostile = '"><script>alert(1)</script>'
    page = render_to_string("components/card.html", {"title": hostile, "href": hostile, "text": hostile})
    assert "<script>" not in page


def test_messages_stand_in_the_frame_of_the_page_and_nowhere_else() -> None:
    """Django hands them out as often as a page asks: a second place would say everything twice."""
    templates = Path(settings.BASE_DIR) / "templates"
    asking = [
        path.relative_to(templates).as_posix()
        for path in templates.rglob("*.html")
        if "components/messages.html" in path.read_text(encoding="utf-8")
    ]
    assert asking == ["base.html"]
