"""The words of an item: what candidates see becomes plain text in each language, the rest is left out or said.

Languages: siblings that each carry another `xml:lang`, with nothing beside them, are one text in several languages. A
foreign word inside a sentence is not. What has no language is in the item's, or in the one that the caller names.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from lxml import etree

from lms.exams.interchange.drafts import Attachment, Language, Remark
from lms.exams.interchange.plain import HELD, HOLD, Marks, html_to_text
from lms.exams.interchange.qti import xml
from lms.exams.interchange.refusal import Refused

GAP = "____"
_HELD_GAP = f"{HOLD}{GAP}{HELD}"
_LONG_LINE = re.compile("_{4,}")
_HAN, _LATIN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]"), re.compile("[A-Za-z]")
_GAPS = ("text-entry-interaction", "inline-choice-interaction", "gap")
_FLOWING = (
    "gap-match-interaction",
    "hottext-interaction",
)  # what is chosen from stands in a text of their own
_FEEDBACK = ("modal-feedback", "feedback-inline", "feedback-block")
_VARIABLE = ("template-inline", "template-block", "printed-variable")
_HINT = "info-control"  # shown when a candidate asks for it
_TOOLTIP = "tooltip-content"  # the same, as TAO writes it
HIDDEN = (*_FEEDBACK, *_VARIABLE, _HINT)
_SKIPPED = {
    *HIDDEN,
    "catalog-info",
    "stylesheet",
    "gap-text",
    "gap-img",
    "companion-materials-info",
    "param",
    "script",
}
_TRANSPARENT = {
    "content-body",
    "hottext",
    "simple-choice",
    "inline-choice",
    "simple-associable-choice",
    "stimulus-body",
}
_TEXT_TYPES = ("text/html", "text/plain", "application/xhtml+xml")
_GRAPHICS = ("hotspot-interaction", "select-point-interaction")
_EMPTY_TAGS = ("br", "hr", "img", "col")
_EXPLAINING = ("rationale", "solution", "explanation", "general")
UNIT_CLASS = "unit-of-answer"


class Content:
    """Turns the elements of one item into texts; collects its attachments and what could not be kept."""

    def __init__(
        self, item: Any, find: Any, passage: Callable[[str], str | None], language: Language
    ) -> None:
        self.marks = Marks(find)
        self._passage_at = passage
        self.remarks: dict[Remark, None] = {}
        self._has_languages = any(one.get(xml.XML_LANG) for one in item.iterdescendants())
        self._is_said = bool(_language_of(item))
        self._language = _language_of(item) or language

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """Return what the marks stand for, in their order."""
        return tuple(self.marks.attachments)

    def remark(self, code: str, detail: str = "") -> None:
        """Note something of the item, once."""
        self.remarks[Remark(code, detail)] = None

    def text(self, element: Any) -> dict[str, str]:
        """Return the text inside an element, by language."""
        return _joined([self._of_children(element)], self._language)

    def body(self, bodies: Sequence[Any]) -> dict[str, str]:
        """Return the stem: the text of what stands before it and of the item's body, without what is chosen from."""
        said = next((language for language in map(_language_of, bodies[-1:]) if language), "")
        self._language = Language(said) if said else self._language
        pieces = [self._of_children(one) for one in bodies]
        text = _joined(pieces, self._language)
        self._correct_language(text)
        return _joined(pieces, self._language)

    def _correct_language(self, text: dict[str, str]) -> None:
        """Believe the words where a file says English, as tools write by themselves, and they are Chinese."""
        words = text.get("en", "")
        if self._is_said and len(text) == 1 and len(_HAN.findall(words)) > len(_LATIN.findall(words)):
            self._language = Language.ZH if words else self._language

    def _of_children(self, element: Any) -> dict[str, str]:
        """Return texts by language; "" for what is in no certain one."""
        if not self._has_languages:
            return {"": self._plain([element], inner=True)}
        inside = _unwrapped(element)
        tagged = _in_languages(inside)
        if tagged:
            return {language: self._plain([one]) for language, one in tagged.items()}
        flows = _has_words(inside) or any(xml.name_of(one) in (*_INLINE, *_GAPS) for one in inside)
        if flows or not any(one.get(xml.XML_LANG) for one in inside.iterdescendants()):
            return {"": self._plain([inside], inner=True)}
        return _joined_pieces([self._of_group(group) for group in _groups(inside)])

    def _of_group(self, group: list[Any]) -> dict[str, str]:
        if len(group) > 1:
            return {_language_of(one): self._plain([one]) for one in group}
        one = group[0]
        name = xml.name_of(one)
        if name.endswith("-interaction") and name not in (*_GAPS, *_FLOWING):
            return self._of_interaction(one)
        if _language_of(one) or name in _INLINE or name in _GAPS or name in _SKIPPED or not name:
            return {"": self._plain([one])}
        return self._of_children(one) if name not in ("rubric-block", "object") else {"": self._plain([one])}

    def _of_interaction(self, interaction: Any) -> dict[str, str]:
        """Return what an interaction asks, and the picture that it asks about."""
        prompt = xml.child(interaction, "prompt")
        asked = {} if prompt is None else self._of_children(prompt)
        shown = picture_tag(interaction) if xml.name_of(interaction) in _GRAPHICS else ""
        return _joined_pieces([asked, {"": self._text_of(shown) if shown else ""}])

    def _plain(self, elements: Iterable[Any], *, inner: bool = False) -> str:
        parts: list[str] = []
        for element in elements:
            if inner:
                self._inside(element, parts)
            else:
                self._whole(element, parts)
        return self._text_of("".join(parts))

    def _text_of(self, html: str) -> str:
        text, remarks = html_to_text(html, attach=self.marks)
        self.remarks.update(dict.fromkeys(remarks))
        return text

    # --- HTML of what candidates see ----------------

    def _inside(self, element: Any, parts: list[str]) -> None:
        parts.append(_escaped(element.text))
        for one in element:
            self._whole(one, parts)
            parts.append(_escaped(one.tail))

    def _whole(self, element: Any, parts: list[str]) -> None:
        name = xml.name_of(element)
        if name in _GAPS:
            parts.append(_HELD_GAP)
        elif name in _FLOWING or name == "prompt":
            self._block(element, parts)
        elif name.endswith("-interaction") or name in _SKIPPED or not name:
            self._left_out(element, name, parts)
        elif name == "rubric-block":
            if "candidate" in _views(element):
                self._block(element, parts)
        elif name in ("object", "svg"):
            self._object(element, parts)
        elif name in _TRANSPARENT:
            self._inside(element, parts)
        elif name != "include" and xml.attribute(element, "class") != UNIT_CLASS:
            self._tag(element, name, parts)
        elif name == "include":
            self.remark("remote_reference", f"xi:include {element.get('href', '')}"[:200])

    def _left_out(self, element: Any, name: str, parts: list[str]) -> None:
        """Keep of an interaction what is asked, and the picture that it asks about.

        :raises Refused: what candidates would read depends on a variable.
        """
        if name in _VARIABLE:
            raise Refused("templated", f"{xml.written_name(element)} {element.get('identifier', '')}"[:80])
        if name == _HINT:
            self.remark("hint_lost", xml.attribute(element, "title")[:80])
        if name in _FEEDBACK and xml.attribute(element, "identifier").lower() not in _EXPLAINING:
            self.remark("feedback_lost")
        if name.endswith("-interaction"):
            prompt = xml.child(element, "prompt")
            if prompt is not None:
                self._block(prompt, parts)
        if name in _GRAPHICS:
            parts.append(picture_tag(element))

    def _block(self, element: Any, parts: list[str]) -> None:
        parts.append("<div>")
        self._inside(element, parts)
        parts.append("</div>")

    def _object(self, element: Any, parts: list[str]) -> None:
        kind = xml.attribute(element, "type").lower()
        if xml.name_of(element) == "svg":
            parts.append(_picture(_drawing(element), xml.attribute(element, "aria-label")))
        elif kind in _TEXT_TYPES:
            self._passage(xml.attribute(element, "data"), parts)
        elif kind.startswith("image/") or (not kind and xml.attribute(element, "data")):
            parts.append(_picture(xml.attribute(element, "data"), xml.words(element)))
        else:
            self.remark("formatting_lost", f"object {kind}"[:80])
            for one in xml.children(element, "object", "img"):  # what is shown where it cannot be played
                self._whole(one, parts)

    def _passage(self, address: str, parts: list[str]) -> None:
        """Take in a text that stands in a file of its own; it is cleaned like any other."""
        found = self._passage_at(address)
        if found is None:
            self.remark("text_missing", address[:200])
        else:
            parts.append(found.replace(HOLD, "").replace(HELD, ""))

    def _tag(self, element: Any, name: str, parts: list[str]) -> None:
        if xml.attribute(element, "data-role") == _TOOLTIP:
            self.remark("hint_lost", xml.words(element)[:80])
            return
        attributes = (
            f' {xml.plain_name(key)}="{_escaped(value)}"'
            for key, value in element.attrib.items()
            if not key.startswith("{")
        )
        parts.append(f"<{name}{''.join(attributes)}>")
        if name not in _EMPTY_TAGS:
            self._inside(element, parts)
            parts.append(f"</{name}>")

    # --- what is not shown with the question ----------------

    def rationale(self, item: Any) -> dict[str, str]:
        """Return what explains the answer to candidates afterwards."""
        pieces = []
        for one in xml.descendants(item, *_FEEDBACK):
            if xml.attribute(one, "identifier").lower() in _EXPLAINING:
                pieces += self._explained(one)
            elif xml.name_of(one) == "modal-feedback":
                self.remark("feedback_lost")
        return _joined(pieces, self._language)

    def _explained(self, feedback: Any) -> list[dict[str, str]]:
        """Return an explanation; one that names what a candidate did is lost."""
        try:
            return [self._of_children(feedback)]
        except Refused:
            self.remark("feedback_lost")
            return []

    def guidance(self, item: Any) -> list[str]:
        """Return what is said to those who mark, line by line. No candidate ever reads it, so it is no explanation."""
        texts = (self.text(one) for one in _rubrics(item) if "scorer" in _views(one))
        lines = (line for text in texts for words in text.values() for line in words.split("\n"))
        return list(dict.fromkeys(line for line in lines if line.strip()))

    def leave_out_rubrics(self, item: Any, *, has_guidance: bool) -> None:
        """Note each text that neither candidates nor, where `has_guidance`, those who mark will read."""
        for one in _rubrics(item):
            views = _views(one)
            if not (has_guidance and "scorer" in views):
                self.remark("rubric_lost", " ".join(views)[:80])


_INLINE = {"span", "em", "strong", "b", "i", "sub", "sup", "br", "img", "svg", "math", "a", "code"}


def with_gaps(text: dict[str, str], count: int) -> dict[str, str]:
    """Return a stem in which only gaps look like gaps. A language without any is another wording of one with them."""
    return {language: _gapped(words, count) for language, words in text.items()}


def _gapped(words: str, count: int) -> str:
    if HOLD not in words and words.count(GAP) == count:
        return words
    pieces = [_LONG_LINE.sub("___", piece) for piece in words.split(_HELD_GAP)]
    joined = pieces[0]
    for piece in pieces[1:]:
        before, after = (" " if joined.endswith("_") else ""), (" " if piece.startswith("_") else "")
        joined = f"{joined}{before}{GAP}{after}{piece}"
    return joined


def without_holds(text: dict[str, str]) -> dict[str, str]:
    """Return a text whose gaps are plain."""
    return {language: words.replace(_HELD_GAP, GAP) for language, words in text.items()}


def _views(rubric: Any) -> list[str]:
    """Return for whom a text of an item is meant."""
    return xml.attribute(rubric, "view").split()


def _rubrics(item: Any) -> Iterator[Any]:
    """Yield the texts that are meant for others than candidates."""
    return (one for one in xml.descendants(item, "rubric-block") if "candidate" not in _views(one))


def picture_tag(interaction: Any) -> str:
    """Return the picture that an interaction is about, as HTML."""
    graphic = graphic_of(interaction)
    if graphic is None:
        return ""
    source = xml.attribute(graphic, "data") or xml.attribute(graphic, "src")
    return _picture(source, xml.attribute(graphic, "alt") or xml.words(graphic))


def graphic_of(interaction: Any) -> Any | None:
    """Return the element of the picture that an interaction is about."""
    return next(iter(xml.descendants(interaction, "object", "img", "image")), None)


def _picture(source: str, words: str) -> str:
    return f'<div><img src="{_escaped(source)}" alt="{_escaped(words)}"></div>'


def _drawing(element: Any) -> str:
    """Return a drawing that stands in the text as the address of a picture: it is cleaned like any other."""
    data = etree.tostring(element, with_tail=False)
    return f"data:image/svg+xml;base64,{b64encode(data).decode()}"


def _escaped(text: str | None) -> str:
    return escape(text.replace(HOLD, "").replace(HELD, "")) if text else ""


# --- languages ----------------


def _language_of(element: Any) -> str:
    """Return the language that an element says it is in, if it is one of ours."""
    tag = element.get(xml.XML_LANG) or element.get("lang") or ""
    primary = re.split("[-_]", tag.strip().lower(), maxsplit=1)[0]
    return Language(primary) if primary in ("zh", "en") else ""


def _unwrapped(element: Any) -> Any:
    """Return the innermost element around all the content."""
    while len(element) == 1 and not _has_words(element) and not _language_of(element[0]):
        only = element[0]
        if not len(only) or xml.name_of(only) in _GAPS or xml.name_of(only).endswith("-interaction"):
            break
        element = only
    return element


def _has_words(element: Any) -> bool:
    """Return whether text stands beside the children of an element."""
    texts = [element.text, *(one.tail for one in element)]
    return any(text and text.strip() for text in texts)


def _in_languages(element: Any) -> dict[str, Any]:
    """Return the children by language, if they are one text in several languages."""
    if len(element) < 2 or _has_words(element):
        return {}
    found = {_language_of(one): one for one in element}
    return found if len(found) == len(element) and "" not in found else {}


def _groups(element: Any) -> Iterable[list[Any]]:
    """Yield the content in pieces; neighbours in different languages are one piece."""
    group: list[Any] = []
    for one in element:
        language = _language_of(one)
        if group and (not language or language in map(_language_of, group)):
            yield group
            group = []
        if language:
            group.append(one)
        else:
            yield [one]
    if group:
        yield group


def _joined_pieces(pieces: Sequence[dict[str, str]]) -> dict[str, str]:
    """Return pieces one below the other; what is in no language belongs to every one."""
    languages = list(dict.fromkeys(language for piece in pieces for language in piece if language)) or [""]
    texts = {}
    for language in languages:
        lines = (piece.get(language, piece.get("", "")) for piece in pieces)
        texts[language] = "\n".join(line for line in lines if line)
    return texts


def _joined(pieces: Sequence[dict[str, str]], language: str) -> dict[str, str]:
    """Return pieces as a text by language, what has none in the one that is named."""
    texts = _joined_pieces(pieces) if pieces else {}
    return {str(name or language): words for name, words in texts.items() if words}
