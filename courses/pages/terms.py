"""Marks the terms of the trade in a lesson's HTML: the first time in a part, in running text only."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from zlib import crc32

# Text in these is left alone: it is a heading, leads elsewhere, is filled in, or is the vocabulary itself.
CLOSED = frozenset(
    (
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "a",
        "button",
        "form",
        "label",
        "legend",
        "summary",
        "dl",
        "svg",
        "math",
    )
)


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a lesson's vocabulary and the part that explains it."""

    part: int
    term: str
    pinyin: str
    english: str
    meaning: str

    @property
    def anchor(self) -> str:
        """Return the id of the entry in the vocabulary."""
        return anchor_of(self.term)


def anchor_of(term: str) -> str:
    """Return the id of a term's entry, the same wherever it is asked for."""
    return f"word-{crc32(term.encode()):08x}"


def mark_terms(html: str, terms: Sequence[Term], *, address: str) -> tuple[str, list[Term]]:
    """Return the HTML with each term linked where it first stands, and the terms that were found.

    `address` leads to the lesson; each link names the part and the entry, and works without a script.
    """
    pattern = _pattern(terms)
    if pattern is None:
        return html, []
    marker = _Marker(pattern, {word: term for term in terms for word in _spellings(term)}, address)
    marker.feed(html)
    marker.close()
    return "".join(marker.out), marker.found


def _spellings(term: Term) -> list[str]:
    return [word for word in (term.term, term.english.lower()) if word]


def _pattern(terms: Iterable[Term]) -> re.Pattern[str] | None:
    words = sorted({word for term in terms for word in _spellings(term)}, key=len, reverse=True)
    if not words:
        return None
    return re.compile("|".join(_as_pattern(word) for word in words), re.IGNORECASE)


def _as_pattern(word: str) -> str:
    """A Latin word ends at its border, in the singular or plural; Chinese has no borders."""
    if not word.isascii():
        return f"(?:{re.escape(word)})"
    return rf"(?<![A-Za-z0-9])(?:{re.escape(word)})(?=(?:e?s)?(?![A-Za-z0-9]))"


class _Marker(HTMLParser):
    """Copies HTML as it is, except for terms in text outside of closed elements."""

    def __init__(self, pattern: re.Pattern[str], terms: dict[str, Term], address: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pattern, self.terms, self.address = pattern, terms, address
        self.out: list[str] = []
        self.found: list[Term] = []
        self.closed: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")
        if tag in CLOSED:
            self.closed.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.out.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        self.out.append(f"</{tag}>")
        if self.closed and self.closed[-1] == tag:
            self.closed.pop()

    def handle_data(self, data: str) -> None:
        self.out.append(data if self.closed else self.pattern.sub(self._link, data))

    def handle_entityref(self, name: str) -> None:
        self.out.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.out.append(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        self.out.append(f"<!--{data}-->")

    def _link(self, match: re.Match[str]) -> str:
        term = self.terms.get(match[0].lower()) or self.terms.get(match[0])
        if term is None or term in self.found:
            return match[0]
        self.found.append(term)
        href = escape(f"{self.address}?step={term.part}#{term.anchor}")
        return f'<a class="term" href="{href}" data-term="pop-{term.anchor}">{match[0]}</a>'
