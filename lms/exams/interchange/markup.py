"""The texts of items as HTML for other systems: lines, formulas in TeX, pictures, and both languages in one text.

An item in the file's own language only is written plainly. Otherwise each text is marked by language, the way
Moodle's filter "Multi-Language Content" reads it; an option that is the same in both languages needs no marks.
"""

import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import zip_longest

from lms.exams.interchange.drafts import Attachment, DraftItem, Language, Text
from lms.exams.interchange.gaps import GAP
from lms.exams.interchange.plain import NOTHING, seen
from lms.exams.interchange.refusal import Refused

MARK = re.compile(r"\[\[([0-9]+)\]\]")
# Where text would be read as the beginning of a formula, of a language, or of an embedded question.
_MISTAKABLE = re.compile(r"\$(?=\$)|\\(?=[(\[])|\[(?=/?tex\])|\{(?=mlang|[0-9]{0,4}:)|<(?=/)")
_LOCALES = {Language.ZH: "zh_cn", Language.EN: "en"}
_TEX = (("\\(", "\\)"), ("$$", "$$"), ("[tex]", "[/tex]"))

WritePicture = Callable[[int, Attachment], str]


def no_picture(_number: int, attachment: Attachment) -> str:
    """Refuse a picture, for formats that hold none.

    :raises Refused: always.
    """
    raise Refused("pictures_not_held", attachment.name)


class Markup:
    """Writes the texts of one item."""

    def __init__(self, item: DraftItem, language: Language, picture: WritePicture = no_picture) -> None:
        self._item = item
        self._picture = picture
        self._is_marked = any(set(text) - {str(language)} for text in _texts_of(item))

    def stem(self) -> str:
        """Return the words of the question as HTML; these always name their languages if any text of the item does."""
        return self._marked({language: self._one(one, _html) for language, one in self._item.stem.items()})

    def html(self, text: Text) -> str:
        """Return a text as HTML."""
        return self._in_languages({language: self._one(one, _html) for language, one in text.items()})

    def plain(self, text: Text) -> str:
        """Return a text for a place that holds no HTML."""
        return self._in_languages({language: self._one(one, _plain) for language, one in text.items()})

    def gapped(self, text: Text, gaps: list[str]) -> str:
        """Return a text as HTML with what is written for its gaps, which stand outside of the languages.

        :raises Refused: a language has not as many gaps.
        """
        pieces = {language: one.split(GAP) for language, one in text.items()}
        if not pieces or any(len(one) != len(gaps) + 1 for one in pieces.values()):
            raise Refused("key_not_held", "gaps")
        columns = zip(*pieces.values(), strict=True)
        between = [self._piece(dict(zip(pieces, column, strict=True))) for column in columns]
        return "".join(piece + gap for piece, gap in zip_longest(between, gaps, fillvalue=""))

    def _piece(self, piece: Text) -> str:
        if not any(piece.values()):
            return ""
        return self._marked({language: self._one(one, _html) for language, one in piece.items()})

    def _in_languages(self, texts: Text) -> str:
        is_same = len(texts) == len(Language) and len(set(texts.values())) == 1
        return next(iter(texts.values())) if is_same else self._marked(texts)

    def _marked(self, texts: Text) -> str:
        if not self._is_marked:
            return next(iter(texts.values()), "")
        return "".join(
            f'<span lang="{_LOCALES[language]}" class="multilang">{texts[language]}</span>'
            for language in Language
            if language in texts
        )

    def _one(self, text: str, write: Callable[[str], str]) -> str:
        pieces = MARK.split(seen(text))
        written = [
            write(_unmistakable(piece)) if index % 2 == 0 else "" for index, piece in enumerate(pieces)
        ]
        for index in range(1, len(pieces), 2):
            written[index] = self._attachment(int(pieces[index]), write)
        return "".join(written)

    def _attachment(self, number: int, write: Callable[[str], str]) -> str:
        if not 1 <= number <= len(self._item.attachments):
            raise Refused("pictures_not_held", str(number))
        attachment = self._item.attachments[number - 1]
        if attachment.kind == "formula":
            return write(_tex(attachment.tex))
        if write is _plain:
            raise Refused("pictures_not_held", attachment.name)
        return self._picture(number, attachment)


def _html(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")


def _plain(text: str) -> str:
    return text


def _unmistakable(text: str) -> str:
    return _MISTAKABLE.sub(lambda found: found[0] + NOTHING, text)


def _tex(tex: str) -> str:
    for opening, closing in _TEX:
        if closing not in tex:
            return f"{opening}{tex}{closing}"
    raise Refused("key_not_held", tex[:40])


def _texts_of(item: DraftItem) -> Iterator[Text]:
    yield item.stem
    yield item.rationale
    yield from (option.text for option in (*item.options, *item.matches))
