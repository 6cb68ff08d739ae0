"""How a block stands in a pack's source and how in a lesson page, as small parts that go both ways.

`read` turns the source into the StreamField value of one language, `write` turns the values of the languages back into
source. A part that both languages must share, such as a number, refuses to be written when they differ: the caller then
writes the lesson once for each language.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markdown_it import MarkdownIt

from courses.pages.packs.errors import PackError
from courses.pages.packs.yaml_words import as_written

LANGUAGES = ("zh", "en")
ALLOWED_TAGS = {"p", "b", "strong", "em", "i", "ul", "ol", "li", "br"}
_markdown = MarkdownIt("commonmark", {"html": False})
_ABSENT = object()
# Type of a value in the source -> what somebody calls it who writes a lesson.
NAMES_OF_KINDS = {
    int: gettext_lazy("a whole number"),
    float: gettext_lazy("a number with a point"),
    str: gettext_lazy("a text"),
    bool: gettext_lazy("true or false"),
    dict: gettext_lazy("values with names, as {zh: …, en: …}"),
}


class NotParallel(Exception):
    """The two languages of a lesson are not built alike, so they cannot be written side by side."""


@dataclass(frozen=True, slots=True)
class Context:
    """What reading and writing need to know around a block.

    `files` maps the names of the pack's files to keys (reading), `names` folder and key to names (writing); `known`
    are the codes that blocks may name, by kind, or None where that was checked before.
    """

    language: str = "zh"
    files: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[tuple[str, int], str] = field(default_factory=dict)
    known: Mapping[str, set[str]] | None = None


def clean_html(html: str) -> str:
    """Return the HTML that a lesson text may hold."""
    return nh3.clean(html, tags=ALLOWED_TAGS, attributes={})


def rich_text(source: str) -> str:
    """Return simple Markdown as the HTML that a lesson text may hold."""
    return clean_html(_markdown.render(source))


def in_one(value: Any, language: str, place: str) -> str:
    """Return a source text in one language; a plain string stands for itself.

    :raises PackError: naming the place, when it is no text or the language is missing.
    """
    if isinstance(value, str):
        return value
    if not isinstance(value, Mapping) or not set(value) <= set(LANGUAGES):
        raise PackError(_("%(place)s: a text stands as {zh: …, en: …}.") % {"place": place})
    if not isinstance(value.get(language), str) or not (value[language] or value.get("zh") == ""):
        words = _("%(place)s: the language %(language)s is missing.")
        raise PackError(words % {"place": place, "language": language})
    return str(value[language])


def side_by_side(values: Mapping[str, str]) -> Any:
    """Return texts of languages as source: beside each other, or plain when there is one language only."""
    return dict(values) if len(values) > 1 else next(iter(values.values()))


def same(values: Mapping[str, Any]) -> Any:
    """Return the one value that all languages have.

    :raises NotParallel: they differ.
    """
    first, *others = values.values()
    if any(other != first for other in others):
        raise NotParallel
    return first


class Text:
    """Words in a language; `optional` ones are left out of the source when empty."""

    def __init__(self, *, optional: bool = False) -> None:
        self.optional = optional

    def read(self, source: Any, context: Context, place: str) -> str:
        if source is _ABSENT and self.optional:
            return ""
        return in_one(source, context.language, place)

    def write(self, values: Mapping[str, Any], context: Context) -> Any:
        texts = {language: value or "" for language, value in values.items()}
        if self.optional and not any(texts.values()):
            return _ABSENT
        return side_by_side(texts)


class Plain:
    """A value that is the same in every language; `kinds` are the types that the source may use.

    `between` are the least and the most that a number may be.
    """

    def __init__(
        self,
        *kinds: type,
        default: Any = _ABSENT,
        to: Callable[[Any], Any] | None = None,
        between: tuple[int, int] | None = None,
    ) -> None:
        self.kinds = kinds
        self.between = between
        self.default = default
        self.to = to or (lambda value: value)

    def read(self, source: Any, context: Context, place: str) -> Any:
        if source is _ABSENT and self.default is not _ABSENT:
            return self.default
        if type(source) not in self.kinds:
            words, kinds = (
                _("%(place)s: %(value)s stands where there must be %(kinds)s."),
                _(" or ").join(str(NAMES_OF_KINDS[kind]) for kind in self.kinds),
            )
            raise PackError(words % {"place": place, "value": as_written(source), "kinds": kinds})
        if self.between is not None and not self.between[0] <= source <= self.between[1]:
            words = _("%(place)s: %(value)s does not lie between %(least)s and %(most)s.")
            about = {"place": place, "value": source, "least": self.between[0], "most": self.between[1]}
            raise PackError(words % about)
        return self.to(source)

    def write(self, values: Mapping[str, Any], context: Context) -> Any:
        value = same(values)
        return _ABSENT if value == self.default else value


class File:
    """A file of one folder of the pack; in the page the key of what it became. With `each`, languages may differ."""

    def __init__(self, folder: str, *, optional: bool = False, each: bool = False) -> None:
        self.folder = folder
        self.optional = optional
        self.each = each

    def read(self, source: Any, context: Context, place: str) -> int | None:
        if source is _ABSENT:
            return None
        name = in_one(source, context.language, place) if self.each else source
        if name not in context.files or not name.startswith(f"{self.folder}/"):
            raise PackError(_("%(place)s: there is no %(name)s.") % {"place": place, "name": name})
        return context.files[name]

    def write(self, values: Mapping[str, Any], context: Context) -> Any:
        if self.optional and not any(values.values()):
            return _ABSENT
        if self.each and len(set(values.values())) > 1:
            return {language: context.names[self.folder, key] for language, key in values.items()}
        return context.names[self.folder, same(values)]


class Code:
    """The code of a row that the pack brings, its own or lent, checked when the known ones are given."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def read(self, source: Any, context: Context, place: str) -> str:
        if context.known is not None and source not in context.known[self.kind]:
            words = _("%(place)s: there is no %(kind)s %(code)s.")
            raise PackError(words % {"place": place, "kind": _(self.kind), "code": source})
        return str(source)

    def write(self, values: Mapping[str, Any], context: Context) -> Any:
        return same(values)


class Each:
    """A list of parts of one shape, as long in every language."""

    def __init__(self, part: Any, *, optional: bool = False) -> None:
        self.part = part
        self.optional = optional

    def read(self, source: Any, context: Context, place: str) -> list:
        if source is _ABSENT and self.optional:
            return []
        if not isinstance(source, list):
            raise PackError(_("%(place)s: a list is expected.") % {"place": place})
        return [self.part.read(one, context, f"{place}[{n}]") for n, one in enumerate(source, start=1)]

    def write(self, values: Mapping[str, Any], context: Context) -> Any:
        lists = {language: [_bare(one) for one in value] for language, value in values.items()}
        length = same({language: len(value) for language, value in lists.items()})
        if self.optional and not length:
            return _ABSENT
        rows: Sequence[dict] = [
            {language: value[n] for language, value in lists.items()} for n in range(length)
        ]
        return [self.part.write(row, context) for row in rows]


class Fields:
    """Named parts; `renamed` says which stand under another name in the page."""

    def __init__(self, renamed: Mapping[str, str] | None = None, **parts: Any) -> None:
        self.renamed = renamed or {}
        self.parts = parts

    def read(self, source: Any, context: Context, place: str) -> dict:
        if not isinstance(source, Mapping):
            raise PackError(_("%(place)s: named values are expected.") % {"place": place})
        unknown = sorted(set(source) - set(self.parts) - {"type"})
        if unknown:
            words = _("%(place)s: nobody reads %(names)s.")
            raise PackError(words % {"place": place, "names": ", ".join(unknown)})
        return {
            self.renamed.get(name, name): self._read(part, source, name, context, place)
            for name, part in self.parts.items()
        }

    def _read(self, part: Any, source: Mapping, name: str, context: Context, place: str) -> Any:
        value = source.get(name, _ABSENT)
        may_miss = getattr(part, "optional", False) or getattr(part, "default", _ABSENT) is not _ABSENT
        if value is _ABSENT and not may_miss:
            words = _("%(place)s: a value named %(name)s is missing.")
            raise PackError(words % {"place": place, "name": repr(name)})
        return part.read(value, context, f"{place}.{name}")

    def write(self, values: Mapping[str, Any], context: Context) -> dict:
        written = {
            name: part.write(
                {language: value.get(self.renamed.get(name, name)) for language, value in values.items()},
                context,
            )
            for name, part in self.parts.items()
        }
        return {name: value for name, value in written.items() if value is not _ABSENT}


class Only:
    """A block whose page value is one part itself, not named values."""

    def __init__(self, name: str, part: Any) -> None:
        self.inner = Fields(**{name: part})
        self.name = name

    def read(self, source: Any, context: Context, place: str) -> Any:
        return self.inner.read(source, context, place)[self.name]

    def write(self, values: Mapping[str, Any], context: Context) -> dict:
        return self.inner.write({language: {self.name: value} for language, value in values.items()}, context)


class Markup:
    """A text with simple mark-up: Markdown under `body` where people write it, HTML under `html` where we do."""

    def read(self, source: Any, context: Context, place: str) -> str:
        inner = Fields(body=Text(optional=True), html=Text(optional=True)).read(source, context, place)
        if bool(inner["body"]) == bool(inner["html"]):
            words = _("%(place)s: a text stands under body (Markdown) or html, under one of them.")
            raise PackError(words % {"place": place})
        return clean_html(inner["html"]) if inner["html"] else rich_text(inner["body"])

    def write(self, values: Mapping[str, Any], context: Context) -> dict:
        # The editor marks each paragraph with a key of its own, which says nothing.
        return {"html": side_by_side({language: clean_html(value) for language, value in values.items()})}


def _bare(value: Any) -> Any:
    """Return what a ListBlock keeps, without the frame that Wagtail puts around each entry."""
    if isinstance(value, Mapping) and value.get("type") == "item" and "value" in value:
        return value["value"]
    return value
