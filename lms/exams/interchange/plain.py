"""Turn the HTML, Markdown or plain text of a question file into the plain texts of items. See `drafts.py` for marks.

Paragraphs, list items and table rows become lines; pictures and formulas become marks; everything else is left out,
and said to be left out when a reader of the file would have seen it.
"""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol
from urllib.parse import unquote, unquote_to_bytes

from lxml import etree
from markdown_it import MarkdownIt

from lms.exams.interchange.drafts import Attachment, Remark
from lms.exams.interchange.inline_drawings import drawings_as_pictures
from lms.exams.interchange.limits import Work
from lms.exams.interchange.lines import Lines, mere_words
from lms.exams.interchange.mathml import name_of, tex_of

# A formula comes to `attach` as a source of this scheme: "tex:" and its TeX.
FORMULA = "tex:"
# Around a reader's own marks that must come through unchanged: what stands between them is not looked at.
HOLD, HELD = "\ufdd2", "\ufdd3"
# Of no width: writers put it where signs must not be read as the beginning of a formula, readers leave it out.
NOTHING = "\u200b"
LONGEST_FORMULA = 4000
LONGEST_MARKDOWN = 20_000
_MARK = re.compile(r"\[\[([0-9]+)\]\]")
_PLACE = re.compile("\ufdd0([0-9]+)\ufdd1")
_INNER = re.compile("[\ufdd0-\ufdd3]")
_TAG = re.compile(r"<[^<>]*>")
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\ufeff\ud800-\udfff\ufdd0\ufdd1\ufdd4-\ufdef\ufffe\uffff]"
)
_OPENING = re.compile(r"\$\$|\\\(|\\\[|\[tex\]")
_CLOSING = {"$$": "$$", "\\(": "\\)", "\\[": "\\]", "[tex]": "[/tex]"}
_DATA_URI = re.compile(r"data:(image/[a-z0-9.+-]+)((?:;[^;,]*)*),", re.IGNORECASE)

_GONE = {"style", "head", "title", "template", "rp", "colgroup", "source", "track", "param"}
_LOST = {
    *("iframe", "embed", "video", "audio", "canvas"),
    *("svg", "input", "select", "textarea", "applet", "frame"),
}
_STRUCK = {"del", "s", "strike"}
_BLOCKS = {
    *(
        "p",
        "div",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "hr",
    ),
    *("table", "caption", "tr", "section", "article", "header", "footer", "figure", "figcaption", "address"),
    "form",
    *("fieldset", "legend", "center", "aside", "main", "nav", "details", "summary"),
}


class Attach(Protocol):
    """Takes a picture (its source and its alternative text) or a formula; returns the mark, or None if it has none."""

    def __call__(self, src: str, alt: str, /) -> str | None:
        """Return the mark for a source."""


Find = Callable[[str, str], Attachment | None]


class Marks:
    """Numbers the attachments of one item. `find` looks a picture up in the file; repeated ones share a mark."""

    def __init__(self, find: Find | None = None, work: Work | None = None) -> None:
        self._find = find
        self._work = work or Work()
        self._numbers: dict[str, int] = {}
        self.attachments: list[Attachment] = []

    def __call__(self, src: str, alt: str, /) -> str | None:
        """Return the mark of a picture or formula, or None if the file does not hold it."""
        if src not in self._numbers:
            attachment = self._attachment(src, alt)
            if attachment is None:
                return None
            self.attachments.append(attachment)
            self._numbers[src] = len(self.attachments)
            self._work.attachment(len(attachment.data))
        else:
            self._work.attachment(0)
        return f"[[{self._numbers[src]}]]"

    def _attachment(self, src: str, alt: str) -> Attachment | None:
        if src.startswith(FORMULA):
            return Attachment("formula", "", tex=src.removeprefix(FORMULA))
        return picture_in_uri(src, alt) or (self._find(src, alt) if self._find else None)


def picture_in_uri(src: str, alt: str) -> Attachment | None:
    """Return the picture that a `data:` source carries itself."""
    found = _DATA_URI.match(src)
    if not found:
        return None
    data = unquote_to_bytes(src[found.end() :])
    if ";base64" in found[2].lower():
        try:
            data = base64.b64decode(b"".join(data.split()), validate=True)
        except binascii.Error:
            return None
    return Attachment(
        "picture", f"picture.{found[1].partition('/')[2].partition('+')[0]}", data, alternative=alt
    )


def _file_name(src: str) -> str:
    """Return what a picture without words is called, so that an option that is only a picture stays one without it."""
    if src[:5].lower() == "data:":
        return ""
    return unquote(re.split(r"[?#]", src, maxsplit=1)[0]).rstrip("/").rpartition("/")[2][:60]


def seen(text: str) -> str:
    """Return a text without characters that no text should hold: controls, halves, marks of byte order."""
    return _UNSEEN.sub("", text)


def html_to_text(html: str, *, attach: Attach) -> tuple[str, list[Remark]]:
    """Return the plain text of an HTML fragment, and what was lost."""
    if (words := mere_words(html)) is not None:
        return words, []
    html = drawings_as_pictures(_UNSEEN.sub("", html))
    flat = _Flat(attach)
    words = _lone_words(html)
    if words is None:
        flat.read(html)
    else:
        flat.lines.text(unescape(words))
    return flat.finished()


_AROUND, _MOST_AROUND = ("p", "div", "span"), 3


def _lone_words(html: str) -> str | None:
    """Return the words of a fragment with at most a few elements around all of it; most are, and need no parser."""
    for _depth in range(_MOST_AROUND + 1):
        if "<" not in html:
            return html
        html = html.strip()
        tag = next((one for one in _AROUND if html.startswith(f"<{one}>") and html.endswith(f"</{one}>")), "")
        if not tag:
            return None
        html = html[len(tag) + 2 : -len(tag) - 3]
    return None


def plain_to_text(text: str, *, attach: Attach) -> tuple[str, list[Remark]]:
    """Return a plain text as items hold it: lines without blanks around them, formulas as marks."""
    if (words := mere_words(text)) is not None:
        return words, []
    flat = _Flat(attach)
    for line in _UNSEEN.sub("", text).splitlines():
        flat.lines.text(line)
        flat.lines.newline()
    return flat.finished()


def markdown_to_text(text: str, *, attach: Attach) -> tuple[str, list[Remark]]:
    """Return the plain text of Markdown; a very long one is read as it stands, for its parser is not linear."""
    if len(text) > LONGEST_MARKDOWN:
        plain, remarks = plain_to_text(text, attach=attach)
        return plain, [*remarks, Remark("formatting_lost", "markdown")]
    return html_to_text(_markdown().render(text), attach=attach)


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 20}).enable(["table", "strikethrough"])


def _parsed(html: str) -> Any | None:
    """Return the tree of a fragment, or None when it is nested too deeply to be read whole."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(f"<div>{html}</div>".encode(), parser)
    return None if parser.error_log.filter_from_fatals() else root


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Something to be attached: what stands in its place if it cannot be, and what is said then."""

    src: str
    alternative: str
    otherwise: str
    code: str = ""


class _Flat:
    """One fragment on its way to lines."""

    def __init__(self, attach: Attach) -> None:
        self.lines = Lines()
        self._attach = attach
        self._remarks: dict[Remark, None] = {}
        self._waiting: list[_Waiting] = []

    def read(self, html: str) -> None:
        """Take in a fragment; one nested beyond the parser's limit loses all its tags."""
        root = _parsed(html)
        if root is None:
            self._lose("depth")
            self.lines.text(unescape(_TAG.sub(" ", html)))
            return
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "end":
                self._end(element)
            elif self._start(element):
                if element.text:
                    self.lines.text(element.text)
            else:
                walk.skip_subtree()

    def finished(self) -> tuple[str, list[Remark]]:
        """Return the text with its marks, and the remarks."""
        text = self.lines.joined()
        if "[[" in text:
            text = _MARK.sub(r"[ [\1] ]", text)
        if _OPENING.search(text):
            text = "".join(self._formulas(text))
        if self._waiting:
            text = _PLACE.sub(lambda found: self._attached(self._waiting[int(found[1])]), text)
            text = "\n".join(line.rstrip(" ") for line in text.split("\n") if line.strip(" "))
        return text.replace(NOTHING, ""), list(self._remarks)

    def _start(self, element: Any) -> bool:
        """Take in an element's opening; return whether its content counts."""
        name = name_of(element)
        if name in _BLOCKS:
            self.lines.newline()
        if name in _GONE or _is_hidden(element):
            return False
        if name in _ALONE:
            _ALONE[name](self, element)
            return False
        if name in _OPENED:
            _OPENED[name](self, element)
        return True

    def _end(self, element: Any) -> None:
        name = name_of(element)
        if name in _CLOSED and not _is_hidden(element):
            _CLOSED[name](self)
        if name in _BLOCKS:
            self.lines.newline()
        if element.tail:
            self.lines.text(element.tail)

    def _script(self, element: Any) -> None:
        """Take in TeX that stands in a script, as some editors leave it; any other script is gone."""
        if (element.get("type") or "").lower().startswith("math/tex"):
            self._formula((element.text or "").strip())

    def _left_out(self, element: Any) -> None:
        self._lose(name_of(element))

    def _cell(self, element: Any) -> None:
        if element.get("colspan", "1") != "1" or element.get("rowspan", "1") != "1":
            self._lose("table")
        self.lines.open_cell()

    def _lose(self, what: str, code: str = "formatting_lost") -> None:
        self._remarks[Remark(code, what)] = None

    def _hold(self, waiting: "_Waiting") -> str:
        """Return the sign for something that is attached at the end, so that marks are numbered as they stand."""
        self._waiting.append(waiting)
        return f"\ufdd0{len(self._waiting) - 1}\ufdd1"

    def _attached(self, waiting: "_Waiting") -> str:
        mark = self._attach(waiting.src, waiting.alternative)
        if mark is None and waiting.code:
            self._lose(waiting.src[:200], waiting.code)
        return waiting.otherwise if mark is None else mark

    def _picture(self, element: Any) -> None:
        src = (element.get("src") or element.get("data") or "").strip()
        alt = " ".join((element.get("alt") or "".join(element.itertext())).split())
        is_remote = src.lower().startswith(("http:", "https:", "ftp:", "//"))
        code = "remote_reference" if is_remote else "picture_missing"
        named = alt or _file_name(src)
        otherwise = _MARK.sub(r"[ [\1] ]", f"[{named}]") if named else ""
        self.lines.word(self._hold(_Waiting(src, alt, otherwise, code)))

    def _math(self, element: Any) -> None:
        tex = tex_of(element)
        if tex is None:
            self._lose("math")
            self.lines.text(" ".join("".join(element.itertext()).split()))
        else:
            self._formula(tex)

    def _formula(self, tex: str) -> None:
        if tex and len(tex) <= LONGEST_FORMULA:
            self.lines.word(self._hold(_Waiting(FORMULA + tex, "", tex)))
        else:
            self._lose("math")

    def _formulas(self, text: str) -> Iterator[str]:
        """Yield a text in pieces, with its TeX as marks. Each closing sign is looked for once: linear time."""
        done, closings = 0, dict.fromkeys(_CLOSING, -1)
        while found := _OPENING.search(text, done):
            opening, start = found[0], found.end()
            if closings[opening] < start:
                place = text.find(_CLOSING[opening], start)
                closings[opening] = place if place >= 0 else len(text) + LONGEST_FORMULA
            end = closings[opening]
            tex = text[start:end].strip() if end - start <= LONGEST_FORMULA else ""
            yield text[done : found.start()]
            is_formula = bool(tex) and not _INNER.search(tex)
            done = end + len(_CLOSING[opening]) if is_formula else start
            whole = text[found.start() : done]
            yield self._hold(_Waiting(FORMULA + tex, "", whole)) if is_formula else whole
        yield text[done:]

    def _link(self, element: Any) -> None:
        href = (element.get("href") or "").strip()
        if href and not href.startswith("#") and href != (element.text or "").strip():
            self._lose("a")

    def _lowered(self) -> None:
        self._raised("sub")

    def _raised(self, kind: str = "sup") -> None:
        if not self.lines.close_script(kind):
            self._lose(kind)


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    return style is not None and "display:none" in "".join(style.lower().split())


_ALONE: dict[str, Callable[[_Flat, Any], None]] = {
    "img": _Flat._picture,
    "object": _Flat._picture,
    "math": _Flat._math,
    "script": _Flat._script,
    **dict.fromkeys(_LOST, _Flat._left_out),
    "br": lambda flat, _element: flat.lines.newline(),
}
_OPENED: dict[str, Callable[[_Flat, Any], None]] = {
    "a": _Flat._link,
    "sub": lambda flat, _element: flat.lines.open_script(),
    "sup": lambda flat, _element: flat.lines.open_script(),
    "ul": lambda flat, _element: flat.lines.open_list(None),
    "ol": lambda flat, element: flat.lines.open_list(element.get("type") or "1", element.get("start") or "1"),
    "li": lambda flat, _element: flat.lines.open_point(),
    "pre": lambda flat, _element: flat.lines.open_code(),
    "tr": lambda flat, element: flat.lines.open_row(sum(name_of(cell) in ("td", "th") for cell in element)),
    "td": _Flat._cell,
    "th": _Flat._cell,
    **dict.fromkeys(_STRUCK, _Flat._left_out),
    "rt": lambda flat, _element: flat.lines.text("("),
    "q": lambda flat, _element: flat.lines.text("\N{LEFT DOUBLE QUOTATION MARK}"),
}
_CLOSED: dict[str, Callable[[_Flat], None]] = {
    "sub": _Flat._lowered,
    "sup": _Flat._raised,
    "ul": lambda flat: flat.lines.close_list(),
    "ol": lambda flat: flat.lines.close_list(),
    "pre": lambda flat: flat.lines.close_code(),
    "tr": lambda flat: flat.lines.close_row(),
    "rt": lambda flat: flat.lines.text(")"),
    "q": lambda flat: flat.lines.text("\N{RIGHT DOUBLE QUOTATION MARK}"),
}
