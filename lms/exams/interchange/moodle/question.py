"""One `<question>` of a Moodle file: its parts by name, its texts in their formats, its files."""

import base64
import binascii
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

from lms.exams.interchange import multilang
from lms.exams.interchange.beginnings import first_words_of_markup
from lms.exams.interchange.drafts import Attachment, Language, Text
from lms.exams.interchange.limits import Work, expect_answers
from lms.exams.interchange.mathml import name_of
from lms.exams.interchange.numbers import find_number, number, share
from lms.exams.interchange.texts import AUTO, HTML, MARKDOWN, PLAIN, ItemTexts

_STYLES = {
    "html": HTML,
    "moodle_auto_format": AUTO,
    "plain_text": PLAIN,
    "markdown": MARKDOWN,
    "wiki_like": AUTO,
    "0": AUTO,
    "1": HTML,
    "2": PLAIN,
    "4": MARKDOWN,
}
_NO = {"false", "0", "no", ""}
PLUGIN_FILE = "@@PLUGINFILE@@"


class Question:
    """A question's element, read part by part."""

    def __init__(self, element: Any, language: Language, work: Work | None = None) -> None:
        self._element = element
        self._contents: dict[str, bytes | None] = {}
        is_bilingual = any(multilang.is_marked(raw) for raw in self._marked_texts())
        self.texts = ItemTexts(language, is_bilingual=is_bilingual, find=self._find, work=work)

    def _marked_texts(self) -> Iterator[str]:
        return (str(one) for one in self._element.itertext() if "lang" in one)

    @cached_property
    def type(self) -> str:
        """Return what the file calls its type."""
        return (self._element.get("type") or "").strip()

    def all(self, name: str, within: Any = None) -> list[Any]:
        """Return the direct parts of a name.

        :raises Refused: more than any question has.
        """
        if within is None:
            found = self._parts.get(name, [])
        else:
            found = [one for one in within if name_of(one) == name]
        expect_answers(found)
        return found

    @cached_property
    def _parts(self) -> dict[str, list[Any]]:
        """Return the direct parts of the question by name."""
        parts: dict[str, list[Any]] = {}
        for one in self._element:
            parts.setdefault(name_of(one), []).append(one)
        return parts

    def first(self, name: str, within: Any = None) -> Any:
        """Return the first direct part of a name, or None."""
        return next(iter(self.all(name, within)), None)

    def has(self, name: str) -> bool:
        """Return whether there is a part of a name."""
        return self.first(name) is not None

    def raw(self, element: Any) -> str:
        """Return the raw text of a part: of its `<text>`, or what stands in it where old files have none."""
        if element is None:
            return ""
        holder = self.first("text", element)
        return _inside(holder) if holder is not None else (element.text or "")

    def begins(self) -> str:
        """Return the first words of the question, or its name."""
        parts = (part for name in ("questiontext", "name") for part in self._parts.get(name, [])[:1])
        holders = (next((one for one in part if name_of(one) == "text"), part) for part in parts)
        return next((words for holder in holders if (words := first_words_of_markup(_inside(holder)))), "")

    def text(self, element: Any, default_style: str = "") -> Text:
        """Return a part as a text by language."""
        return self.texts.text(self.raw(element), self.style(element, default_style))

    def style(self, element: Any, default_style: str = "") -> str:
        """Return the format of a part; parts that name none are in the format of the question."""
        named = (element.get("format") or "").strip() if element is not None else ""
        return _STYLES.get(named, HTML) if named else default_style or self._own_style

    @cached_property
    def _own_style(self) -> str:
        element = self.first("questiontext")
        named = (element.get("format") or "") if element is not None else ""
        return _STYLES.get(named.strip(), HTML)

    def value(self, name: str, default: str = "") -> str:
        """Return the short value of a part."""
        element = self.first(name)
        return default if element is None else self.raw(element).strip()

    def flag(self, name: str, *, default: bool) -> bool:
        """Return a yes or no. A part without content that is only there says yes."""
        element = self.first(name)
        if element is None:
            return default
        value = self.raw(element).strip().lower()
        return value not in _NO

    @cached_property
    def stem_source(self) -> str:
        """Return the raw text of the question, with its picture where old files hold it apart."""
        source = self.raw(self.first("questiontext"))
        image = self.value("image")
        if not image or image in source:
            return source
        name = image.rpartition("/")[2] if self.has("image_base64") else image
        return f'{source}<br><img src="{_attribute(name)}">'

    def stem(self, source: str | None = None) -> Text:
        """Return the words of the question."""
        return self.texts.text(self.stem_source if source is None else source, self._own_style)

    def share(self, answer: Any) -> Decimal:
        """Return the share of the mark that an answer earns. Old files have it as a part of its own, as a share."""
        inside = self.first("fraction", answer)
        if inside is not None:
            return number(inside.text or "")
        return share(number((answer.get("fraction") or "0").replace(",", ".")))

    def marks(self, default: Decimal = Decimal(1)) -> Decimal:
        """Return the marks of the item."""
        written = self.value("defaultgrade")
        found = find_number(written) if written else default
        if found is None or found < 0:
            self.texts.note("value_unusable", f"defaultgrade {written}")
            return default
        return found

    def rationale(self, right: Iterable[Any] = (), others: Iterable[Any] = ()) -> Text:
        """Return why the key is right: the general feedback, or else the first of a right answer. The rest is lost."""
        general = self.text(self.first("generalfeedback"))
        of_right = [self.text(self.first("feedback", answer)) for answer in right]
        kept = general or next((text for text in of_right if text), {})
        rest = [*of_right, *(self.text(self.first("feedback", answer)) for answer in others)]
        if any(text and text != kept for text in rest) or self._has_hints():
            self.texts.note("feedback_lost")
        return kept

    def _has_hints(self) -> bool:
        return any(self.raw(hint).strip() for hint in self.all("hint"))

    def tags(self) -> list[str]:
        """Return the tags of the question."""
        return [self.raw(tag).strip() for tags in self.all("tags") for tag in self.all("tag", tags)]

    @cached_property
    def _files(self) -> dict[str, Any]:
        """Return the elements of the files by path and by bare name."""
        files: dict[str, Any] = {}
        for file in self._element.iter("{*}file"):
            name, path = file.get("name") or "", (file.get("path") or "/").strip("/")
            files.setdefault(f"{path}/{name}".lstrip("/"), file)
            files.setdefault(name, file)
        return files

    def _find(self, src: str, alternative: str) -> Attachment | None:
        name = unquote(src.removeprefix(PLUGIN_FILE).partition("?")[0]).lstrip("/")
        if name not in self._contents:
            file = self._files.get(name)
            content = file.text if file is not None else self._old_picture(name)
            self._contents[name] = _decoded(content) if content else None
        data = self._contents[name]
        return Attachment("picture", name, data, alternative=alternative) if data else None

    def _old_picture(self, name: str) -> str:
        """Return the picture that files of old versions hold beside the question."""
        return self.value("image_base64") if name == self.value("image").rpartition("/")[2] else ""


def _inside(element: Any) -> str:
    """Return the text of an element; markup that was not escaped is taken as what it says."""
    if not len(element):
        return element.text or ""
    children = (etree.tostring(child, encoding="unicode", method="html") for child in element)
    return (element.text or "").replace("&", "&amp;").replace("<", "&lt;") + "".join(children)


def _decoded(content: str) -> bytes | None:
    try:
        return base64.b64decode("".join(content.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _attribute(value: str) -> str:
    return value.replace("&", "&amp;").replace('"', "&quot;")
