"""The texts of one item on their way in: formats read, languages told apart, attachments numbered, losses noted."""

from collections.abc import Callable

from lms.exams.interchange import multilang
from lms.exams.interchange.drafts import Attachment, Language, Remark, Text
from lms.exams.interchange.gaps import without_places
from lms.exams.interchange.limits import Work
from lms.exams.interchange.plain import Attach, Find, Marks, html_to_text, markdown_to_text, plain_to_text

HTML, MARKDOWN, PLAIN, AUTO = "html", "markdown", "plain", "auto"


class ItemTexts:
    """Reads the texts of one item. In an item that names languages, a text that names none is in all of them."""

    def __init__(
        self,
        language: Language,
        *,
        is_bilingual: bool = False,
        find: Find | None = None,
        work: Work | None = None,
    ) -> None:
        self.keeps_places = False  # whether places of gaps come through, see `gaps.py`
        self._work = work or Work()
        self._language = language
        self._is_bilingual = is_bilingual
        self._marks = Marks(find, self._work)
        self._remarks: dict[Remark, None] = {}

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Return what the marks of the texts read so far stand for."""
        return tuple(self._marks.attachments)

    @property
    def remarks(self) -> tuple[Remark, ...]:
        """Return what was noted, each once."""
        return tuple(self._remarks)

    def note(self, code: str, detail: str = "") -> None:
        """Note something about the item."""
        self._remarks[Remark(code, detail[:200])] = None

    def text(self, raw: str, style: str = HTML) -> Text:
        """Return a text of the file by language; {} for one without words."""
        by_language = multilang.split(raw)
        if by_language is None:
            text = self.plain(raw, style)
            languages = tuple(Language) if self._is_bilingual else (self._language,)
            return {str(language): text for language in languages} if text else {}
        texts = {
            language or str(self._language): self.plain(one, style) for language, one in by_language.items()
        }
        return {language: text for language, text in texts.items() if text}

    def plain(self, raw: str, style: str = HTML) -> str:
        """Return a text that has no languages."""
        text, remarks = self._reader(raw, style)(raw, attach=self._marks)
        if remarks:
            self._remarks.update(dict.fromkeys(remarks))
        return text if self.keeps_places else without_places(text)

    def _reader(self, raw: str, style: str) -> Callable[..., tuple[str, list[Remark]]]:
        """Return what reads a text of a format; Markdown beyond what a file may have of it is read as it stands."""
        self._work.text(raw)
        if style == MARKDOWN and not self._work.takes_markdown(raw):
            self.note("formatting_lost", "markdown")
            style = PLAIN
        return _READERS[style]

    def words(self, raw: str, style: str = HTML) -> str:
        """Return a text that has one language and no marks: answers of gaps, key phrases. TeX stays TeX."""
        by_language = multilang.split(raw)
        if by_language is not None:
            raw = by_language.get(str(self._language)) or next(iter(by_language.values()))
        text, remarks = self._reader(raw, style)(raw, attach=_no_mark)
        self._remarks.update(dict.fromkeys(remarks))
        return without_places(text)


def _no_mark(_src: str, _alt: str, /) -> str | None:
    return None


def _auto_to_text(text: str, *, attach: Attach) -> tuple[str, list[Remark]]:
    """Return HTML in which line ends count, as people type it."""
    text = text.strip()
    if "\n" in text:
        text = text.replace("\r\n", "\n").replace("\n", "<br>")
    return html_to_text(text, attach=attach)


_READERS: dict[str, Callable[..., tuple[str, list[Remark]]]] = {
    HTML: html_to_text,
    MARKDOWN: markdown_to_text,
    PLAIN: plain_to_text,
    AUTO: _auto_to_text,
}
