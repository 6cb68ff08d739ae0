"""Texts of cells as items hold them: formulas as marks, and HTML that a web system left in a cell as plain text."""

import re
from collections.abc import Mapping

from lms.exams.interchange.drafts import Attachment, Remark
from lms.exams.interchange.plain import Marks, html_to_text, plain_to_text

_HTML = re.compile(
    r"</?(?:p|br|div|span|img|b|i|u|strong|em|sub|sup|table|tr|td|ul|ol|li|font)(?:\s[^<>]*)?/?>|&(?:nbsp|lt|gt|amp|quot|#\d{1,6});",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\\\(|\\\[|\$\$|\[tex\]|\[\[")


class Texts:
    """Cleans the texts of one item and keeps what their marks stand for."""

    def __init__(self, *, is_own: bool = False) -> None:
        self._is_own = is_own
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
        if not is_html and not _FORMULA.search(words):
            return words
        self._marks = self._marks or Marks()
        read = html_to_text if is_html else plain_to_text
        text, remarks = read(words, attach=self._marks)
        self.remarks += remarks
        return text
