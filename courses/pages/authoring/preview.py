"""Previews of a lesson: as a trainee sees it, on paper, in the other language. The template is the trainee's own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.exams.api import find_schemes, practice_items, shown_rubrics

SIZES = [
    {
        "name": "terminal",
        "icon": "desktop",
        "device_width": 1366,
        "label": gettext_lazy("At a terminal (1366)"),
    },
    {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": gettext_lazy("On a phone (390)")},
]


class FramedPreview:
    """A page whose preview the editor may show beside itself. Comes before Page among the bases."""

    def make_preview_request(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the preview without the headers of a public page, which forbid every frame.

        It is sent from below /authoring/, whose own policy (ADR 0005) is set on the way out.
        """
        response = super().make_preview_request(*args, **kwargs)  # type: ignore[misc]
        for header in ("Content-Security-Policy", "X-Frame-Options"):
            response.headers.pop(header, None)
        return response


class LessonPreview(FramedPreview):
    """Preview modes of a lesson page. Comes before Page among the bases."""

    preview_sizes = SIZES

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        return [
            ("trainee", gettext_lazy("As a trainee")),
            ("paper", gettext_lazy("On paper")),
            ("other", gettext_lazy("In the other language")),
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> TemplateResponse:
        page: Any = self
        if mode_name == "other":
            page = other_language(self) or self
        # The words around it are those of its reader, whatever language its author works in.
        with translation.override(page.locale.language_code):
            is_missing = mode_name == "other" and page is self
            return _rendered(request, page, is_fallback=is_missing, is_paper=mode_name == "paper")


def other_language(page: Any) -> Any | None:
    """Return the page in the other language as last saved, or None."""
    other = page.get_translations().exclude(locale_id=page.locale_id).first() if page.pk else None
    return other.specific.get_latest_revision_as_object() if other is not None else None


def _rendered(request: HttpRequest, page: Any, *, is_fallback: bool, is_paper: bool) -> Any:
    """Return the page drawn at once, while its language is active. Practice items come without their keys."""
    from courses.pages.parts import parts_of, terms_of
    from courses.pages.queries import ShownLesson, practice_codes, rubric_codes, scheme_codes
    from courses.pages.titles import title_context

    parts = parts_of(page.body)
    context = {
        **title_context(page.title),
        "shown": ShownLesson(page, is_fallback=is_fallback),
        "lesson": page.lesson if page.lesson_id else None,
        "lesson_address": "",
        "parts": parts,
        "terms": terms_of(parts),
        "marked_terms": {},
        "position_text": _("Preview"),
        "practice": {item.code: item for item in practice_items(practice_codes(page))},
        "rubrics": {rubric.code: rubric for rubric in shown_rubrics(rubric_codes(page))},
        "schemes": find_schemes(scheme_codes(page)),
        "is_preview": True,
        "is_paper": is_paper,
    }
    return render(request, "pages/lesson_preview.html", context)
