"""What templates, styles and scripts must keep to: size, nothing inline, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.architecture.tree import File

TEMPLATE_LINES = 120
# Documents are printed by WeasyPrint, not shown by a browser: no policy of contents stands against a style.
PRINTED = "templates/print/"
COMMENT = re.compile(r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a script without src": re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>", re.I
    ),
    "a style element": re.compile(r"<style[\s>]", re.I),
    "a style attribute": re.compile(r"<[^>{]*\sstyle\s*=", re.I),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "a script address": re.compile(r"javascript:", re.I),
}
OUTSIDE = re.compile(r"(?:src|href|action|srcset|poster|data|formaction)\s*=\s*[\"']\s*(?:https?:)?//", re.I)
OUTSIDE_STYLE = re.compile(r"(?:url\(\s*[\"']?|@import\s+[\"'])(?:https?:)?//", re.I)
OUTSIDE_SCRIPT = re.compile(r"[\"'`](?:https?|wss?)://(?!www\.w3\.org/)", re.I)


def oversized(file: File) -> Iterator[str]:
    """Yield templates over the limit."""
    length = len(file.text.splitlines())
    if length > TEMPLATE_LINES:
        yield f"{file.path}: {length} lines, at most {TEMPLATE_LINES}"


def inline_code(file: File) -> Iterator[str]:
    """Yield scripts, styles and handlers inside a page."""
    if file.path.startswith(PRINTED):
        return
    text = without_comments(file.text)
    for what, pattern in INLINE.items():
        for found in pattern.finditer(text):
            yield f"{file.path}: {what}: {found[0][:80]}"


def from_outside(file: File) -> Iterator[str]:
    """Yield addresses from which a browser would fetch or to which it would send."""
    pattern = {"css": OUTSIDE_STYLE, "js": OUTSIDE_SCRIPT}.get(file.path.rsplit(".", 1)[-1], OUTSIDE)
    for found in pattern.finditer(without_comments(file.text)):
        yield f"{file.path}: {found[0]}"


def undescribed_component(file: File) -> Iterator[str]:
    """Yield components without the comment that lists their variables."""
    if file.path.startswith("templates/components/") and not COMMENT.match(file.text.lstrip()):
        yield f"{file.path}: begin with a comment that lists the variables"


def without_comments(text: str) -> str:
    """Return the text as the browser may get it."""
    return COMMENT.sub("", text)
