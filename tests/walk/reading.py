"""Reads the HTML of a page as a walk over many pages needs it: addresses, pictures, and texts with their language."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset(
    ("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
# What stands in these is read by nobody, or is not language.
NO_WORDS = frozenset(("script", "style", "svg", "math", "code"))
SPOKEN = ("alt", "aria-label", "title", "placeholder")
CHINESE = re.compile(r"[\u3400-\u9fff\uff01-\uff5e\u3001-\u3011]+")
# Four Latin words in a row are a sentence, not a name, a unit or a mark on an apparatus.
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,;:-]+[A-Za-z]+){3,}")


# Pictures of our own that stand beside the words they would repeat: the emblem, the signs of safety messages.
DECORATIVE = re.compile(r"^/static/img/(?:logo|sign-[a-z]+)\b")


@dataclass(frozen=True)
class Words:
    """A piece of text and the language that the page says it is in."""

    text: str
    language: str


@dataclass
class Read(HTMLParser):
    """What one page holds; made by `read_page`."""

    links: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    pictures: list[dict[str, str | None]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []

    @property
    def language(self) -> str:
        """Return the language in force where the parser stands."""
        return self.open[-1][1] if self.open else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        language = given.get("lang") or self.language
        self._note_addresses(tag, given)
        self.words += [Words(given[name] or "", language) for name in SPOKEN if name in given]
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag not in VOID:
            self.open.append((tag, language))

    def _note_addresses(self, tag: str, given: dict[str, str | None]) -> None:
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "form" and given.get("action"):
            self.actions.append(given["action"] or "")
        if tag in ("img", "script", "link", "audio", "video", "source", "track"):
            self.sources += [given[name] or "" for name in ("src", "href") if given.get(name)]
        if tag == "img":
            self.pictures.append(given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(tag in NO_WORDS for tag, _language in self.open):
            self.words.append(Words(" ".join(data.split()), self.language))


def read_page(html: str) -> Read:
    """Return what a page holds."""
    page = Read()
    page.feed(html)
    page.close()
    return page


def untranslated(page: Read, language: str) -> list[str]:
    """Return the texts in the wrong language, apart from those that the page marks as being in another one."""
    wrong = CHINESE if language == "en" else ENGLISH
    return [
        words.text
        for words in page.words
        if words.language.startswith(language[:2]) and wrong.search(words.text)
    ]


def without_words(page: Read) -> list[str]:
    """Return the pictures that say nothing to who cannot see them, or whose place is not kept while they load."""
    return [
        str(given.get("src"))
        for given in page.pictures
        if not (has_words(given) and given.get("width") and given.get("height"))
    ]


def has_words(given: dict[str, str | None]) -> bool:
    """Return whether a picture has its text; a decorative one has an empty one."""
    if DECORATIVE.match(given.get("src") or ""):
        return given.get("alt") == ""
    return bool((given.get("alt") or "").strip())
