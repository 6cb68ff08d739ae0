"""Texts of drafts as XML: lines as paragraphs, marks as pictures and formulas, languages side by side."""

import re
from collections.abc import Callable, Sequence
from html import escape

from lms.exams.interchange.drafts import Attachment, Text

CLEAN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
LANGUAGES = {"zh": "zh-Hans", "en": "en"}
_MARK = re.compile(r"\[\[([0-9]{1,4})\]\]")
_MATHML = "http://www.w3.org/1998/Math/MathML"


class Texts:
    """Writes the texts of one item. `paths` has for each attachment where its picture is, "" for a formula."""

    def __init__(self, attachments: Sequence[Attachment], paths: Sequence[str]) -> None:
        self._attachments, self._paths = attachments, paths

    def block(self, text: Text, gap: Callable[[str], str] | None = None) -> str:
        """Return a text as paragraphs, each language in its own element; `gap` fills the gaps of the first."""
        parts = []
        for place, (language, words) in enumerate(_in_order(text)):
            fill = gap if place == 0 else None
            lines = "".join(f"<p>{self._line(line, fill)}</p>" for line in words.split("\n"))
            parts.append((language, lines))
        if len(parts) == 1:
            return parts[0][1]
        return "".join(f'<div xml:lang="{LANGUAGES[language]}">{lines}</div>' for language, lines in parts)

    def short(self, text: Text) -> str:
        """Return the text of an option: a single line in one language stays bare."""
        texts = _in_order(text)
        if len(texts) == 1 and "\n" not in texts[0][1]:
            return self._line(texts[0][1], None)
        return self.block(text)

    def picture(self, number: int, more: str = "") -> str:
        """Return the picture of an attachment, counted from 1."""
        attachment = self._attachments[number - 1]
        source, words = escape(self._paths[number - 1]), escaped(attachment.told)
        return f'<img src="{source}" alt="{words}"{more}/>'

    def _line(self, line: str, gap: Callable[[str], str] | None) -> str:
        """Return a line: what stands between marks is text, and in it gaps may be filled."""
        pieces = []
        done = 0
        for found in _MARK.finditer(line):
            if 1 <= int(found[1]) <= len(self._attachments):
                pieces += [self._words(line[done : found.start()], gap), self._mark(int(found[1]))]
                done = found.end()
        return "".join([*pieces, self._words(line[done:], gap)])

    @staticmethod
    def _words(words: str, gap: Callable[[str], str] | None) -> str:
        return escaped(words) if gap is None else gap(escaped(words))

    def _mark(self, number: int) -> str:
        attachment = self._attachments[number - 1]
        if attachment.kind == "picture":
            return self.picture(number)
        tex = escaped(attachment.tex)
        return (
            f'<math xmlns="{_MATHML}"><semantics><mtext>{tex}</mtext>'
            f'<annotation encoding="application/x-tex">{tex}</annotation></semantics></math>'
        )


def _in_order(text: Text) -> list[tuple[str, str]]:
    """Return the languages that have words, the first one first."""
    return [(language, text[language]) for language in LANGUAGES if text.get(language)]


def first_language(text: Text) -> str:
    """Return the language that comes first in a text."""
    return next(iter(_in_order(text)), ("zh", ""))[0]


def escaped(words: str) -> str:
    """Return words as XML holds them, without characters that it cannot."""
    return escape(CLEAN.sub("", words))
