"""The guide for instructors, read on the platform itself: nobody in a closed house can open a page outside.

It is docs/guides/instructor.md as it stands. Its pictures are served from docs/images, and no other file is; where it
refers to another document, the words stay and the way does not.
"""

import re
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from markdown_it import MarkdownIt
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from courses.pages.authoring.choosers import AUTHORS
from lms.core.access import AccessMixin

DOCUMENTS = Path(settings.BASE_DIR) / "docs"
GUIDE = DOCUMENTS / "guides" / "instructor.md"
PICTURE = re.compile(r"!\[[^\]]*\]\(\.\./images/([\w-]+\.png)\)")
# A picture has an exclamation mark in front; what leads into the page itself begins with a hash.
ELSEWHERE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!#)[^)]*\)")


def guide_html(text: str) -> SafeString:
    """Return a guide of ours as HTML: tables and pictures, but no HTML of its own and no way out."""
    named = ELSEWHERE.sub(r"\1", text)
    here = PICTURE.sub(lambda found: found[0].replace(f"../images/{found[1]}", _address(found[1])), named)
    return mark_safe(MarkdownIt("commonmark", {"html": False}).enable("table").render(here))  # noqa: S308


def _address(name: str) -> str:
    return reverse("guide_picture", args=[name])


@lru_cache(maxsize=1)
def pictures() -> frozenset[str]:
    """Return the names of the pictures that the guide shows."""
    return frozenset(PICTURE.findall(GUIDE.read_text("utf-8")))


class Guide(WagtailAdminTemplateMixin, AccessMixin, TemplateView):
    """The guide on one page that prints."""

    access = AUTHORS
    page_title = gettext_lazy("How to write a lesson")
    header_icon = "help"
    template_name = "pages/authoring/guide.html"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": str(self.page_title)}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(guide=guide_html(GUIDE.read_text("utf-8")), **kwargs)


class GuidePicture(AccessMixin, View):
    """One picture of the guide."""

    access = AUTHORS

    def get(self, request: HttpRequest, name: str) -> FileResponse:
        if name not in pictures():
            raise Http404
        return FileResponse((DOCUMENTS / "images" / PurePosixPath(name).name).open("rb"))
