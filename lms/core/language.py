"""Which language a page speaks: the reader's kept choice, else Chinese. The browser's wish is not asked (ADR 0004)."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.html import format_html

_CHINESE = re.compile("[\u3400-\u9fff]")


def language_of(request: HttpRequest) -> str:
    """Return the language code kept in the cookie when it is one of ours, else the default."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def middleware(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the reader's language for the request."""

    def activate(request: HttpRequest) -> HttpResponse:
        with translation.override(language_of(request)):
            request.LANGUAGE_CODE = translation.get_language()  # type: ignore[attr-defined]
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or "")
        patch_vary_headers(response, ("Cookie",))
        return response

    return activate


def in_language(texts: Mapping[str, Any]) -> str:
    """Return the text of {zh, en} for the active language, Chinese when the English is missing."""
    english = (translation.get_language() or "").startswith("en")
    return str((texts.get("en") or texts["zh"]) if english else texts["zh"])


def marked_chinese(text: str) -> str:
    """Return words that were written in one language for a page of another: Chinese ones are marked as such."""
    if (translation.get_language() or "").startswith("zh") or not _CHINESE.search(text):
        return text
    return format_html('<span lang="zh-Hans">{}</span>', text)


def own_half(text: str) -> str:
    """Return the half for the active language of a text in both, written "中文 / English"; any other text as it is."""
    chinese, slash, english = text.partition(" / ")
    if not slash or not _CHINESE.search(chinese) or _CHINESE.search(english):
        return text
    return english if (translation.get_language() or "").startswith("en") else chinese


def pick(row: object, name: str) -> str:
    """Return `name_zh` or `name_en` of a row for the active language, Chinese when the English is missing."""
    chinese = getattr(row, f"{name}_zh")
    if (translation.get_language() or "").startswith("en"):
        return getattr(row, f"{name}_en") or chinese
    return chinese
