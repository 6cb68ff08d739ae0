"""Texts of cells as items hold them: formulas as marks, and HTML that a web system left in a cell as plain text."""

import re
from collections.abc import Mapping, Sequence

from lms.core.workbooks.cells import Picture
from lms.exams.interchange.drafts import Attachment, Remark
from lms.exams.interchange.plain import HELD, HOLD, Marks, html_to_text, plain_to_text

Pictures = Mapping[tuple[int, int], Sequence[Picture]]
_HTML = re.compile(
    r"</?(?:p|br|div|span|img|b|i|u|strong|em|sub|sup|table|tr|td|ul|ol|li|font)"
    r"(?:\s+[a-z-]{1,30}\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))*\s*/?>|&(?:nbsp|lt|gt|amp|quot|#\d{1,6});",
    re.IGNORECASE,
)
_HELD = re.compile(rf"{HOLD}(\d+){HELD}")
_FORMULA = re.compile(r"\\\(|\\\[|\$\$|\[tex\]|\[\[")


# Stands around the row, column and number of a picture on a cell; no cell can hold this sign itself.
PICTURE_SIGN = "\ufdd5"
_PICTURE = re.compile(rf"{PICTURE_SIGN}(\d+)\.(\d+)\.(\d+){PICTURE_SIGN}")


class Texts:
    """Cleans the texts of one item and keeps what their marks stand for."""

    def __init__(self, pictures: Pictures | None = None, *, is_own: bool = False) -> None:
        self._is_own = is_own
        self._pictures = pictures or {}
        self._marks: Marks | None = None
        self.remarks: list[Remark] = []

    @property
    def attachments(self) -> list[Attachment]:
        """Return what the marks stand for."""
        return self._marks.attachments if self._marks else []

    def cleaned(self, text: Mapping[str, str]) -> dict[str, str]:
        """Return a text in all its languages."""
        return {language: self._one(words) for language, words in text.items()}

    def _one(self, words: str) -> str:
        """Return one text; most have nothing to clean."""
        is_html = not self._is_own and ("<" in words or "&" in words)
        is_html = is_html and bool(_HTML.search(words))
        if not is_html and not _FORMULA.search(words) and PICTURE_SIGN not in words:
            return words
        self._marks = self._marks or Marks(self._found)
        held: list[str] = []
        words = _PICTURE.sub(lambda found: self._hold(found, held), words)
        read = html_to_text if is_html else plain_to_text
        text, remarks = read(words, attach=self._marks)
        self.remarks += remarks
        return _HELD.sub(lambda found: held[int(found[1])], text)

    def _hold(self, found: re.Match[str], held: list[str]) -> str:
        """Return what stands for the mark of a picture until the text around it is clean."""
        mark = self._marks(found[0], "") if self._marks else None
        held.append(mark or "")
        return f"{HOLD}{len(held) - 1}{HELD}"

    def _found(self, source: str, _alternative: str) -> Attachment | None:
        """Return the picture that a sign stands for; a source of the text's own is not in the file."""
        found = _PICTURE.fullmatch(source)
        if not found:
            return None
        row, column, place = (int(number) for number in found.groups())
        picture = self._pictures[row, column][place]
        return Attachment("picture", picture.name, picture.data, alternative=picture.alternative)
