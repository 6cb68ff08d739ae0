"""A question as a candidate sees it, in one language, from whatever is written so far; and its key, for staff."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from lms.core.formulas import FormulaError, mathml_of
from lms.exams.bank.models import Attached, AttachmentKind
from lms.exams.desk.rules import GAP, MARK
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Option, Region
from lms.exams.interchange.right import belongings_of, gap_in_words, number_in_words, right_names

Addresses = Callable[[Attached], str]
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, or what stands between them: a picture, a formula, a circuit, a gap; `missing` names a mark."""

    kind: str
    text: str = ""
    address: str = ""
    markup: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class SeenOption:
    """One option or match: its letter or number, its words, whether it is right, and what belongs to it."""

    sign: str
    pieces: tuple[Piece, ...]
    is_right: bool = False
    belongs: str = ""


@dataclass(frozen=True, slots=True)
class SeenRegion:
    """A place on the picture in percent of its width and height, ready for a drawing."""

    name: str
    label: str
    shape: str
    points: str
    numbers: tuple[str, ...]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A question in one language. `is_missing`: it has no words in this language."""

    language: str
    kind: str
    stem: tuple[Piece, ...]
    options: tuple[SeenOption, ...] = ()
    matches: tuple[SeenOption, ...] = ()
    regions: tuple[SeenRegion, ...] = ()
    picture: Piece | None = None
    key: tuple[str, ...] = ()
    unit: str = ""
    rationale: tuple[Piece, ...] = ()
    is_missing: bool = False


class Showing:
    """Makes a question seen: knows what its marks stand for and at which addresses pictures are."""

    def __init__(self, item: DraftItem, attached: Iterable[Attached], address_of: Addresses) -> None:
        self.item = item
        self.attached = {row.number: row for row in attached}
        self.address_of = address_of

    def both(self) -> list[Seen]:
        """Return the question in Chinese and in English."""
        return [self.seen("zh"), self.seen("en")]

    def seen(self, language: str) -> Seen:
        """Return the question in one language; what has no words there is shown in the other."""
        with translation.override("zh-hans" if language == "zh" else "en"):
            return self._seen(language)

    def _seen(self, language: str) -> Seen:
        item = self.item
        return Seen(
            language=language,
            kind=str(item.kind),
            stem=self.pieces(item.stem, language),
            options=tuple(self._options(language)),
            matches=tuple(self._matches(language)),
            regions=tuple(self._regions(language)),
            picture=self._picture(language),
            key=tuple(_key_in_words(item)),
            unit=_unit(item),
            rationale=self.pieces(item.rationale, language),
            is_missing=not (item.stem.get(language) or "").strip(),
        )

    def pieces(self, text: Mapping[str, str], language: str) -> tuple[Piece, ...]:
        """Return a text with what its marks stand for in their places."""
        words = text.get(language) or text.get("zh") or text.get("en") or ""
        found: list[Piece] = []
        for place, part in enumerate(MARK.split(words)):
            if place % 2:
                # The picture on which places are found stands below the words.
                found += [] if int(part) == self._board() else [self._attached(int(part), language)]
            elif part:
                found += _with_gaps(part) if self.item.kind == Kind.FILL_IN else [Piece("text", part)]
        return tuple(found)

    def _attached(self, number: int, language: str) -> Piece:
        row = self.attached.get(number)
        if row is None:
            return Piece("missing", f"[[{number}]]")
        told = {"zh": row.alternative_zh, "en": row.alternative_en}
        words = told[language] or row.alternative_zh or row.alternative_en
        if row.kind == AttachmentKind.FORMULA:
            return _formula(row.source)
        is_there = row.source.strip() if row.kind == AttachmentKind.CIRCUIT else row.file
        return (
            Piece("picture", words, self.address_of(row)) if is_there else Piece("missing", f"[[{number}]]")
        )

    def _board(self) -> int | None:
        """Return the number of the picture on which places are found."""
        rows = [row for row in self.attached.values() if row.kind == AttachmentKind.PICTURE and row.file]
        return rows[0].number if rows and self.item.kind == Kind.HOTSPOT else None

    def _picture(self, language: str) -> Piece | None:
        number = self._board()
        return self._attached(number, language) if number is not None else None

    def _options(self, language: str) -> Iterator[SeenOption]:
        item = self.item
        if item.kind == Kind.TRUE_FALSE:
            for value, words in ((True, _("Right")), (False, _("Wrong"))):
                yield SeenOption("", (Piece("text", words),), item.key is value)
            return
        right, belongs = right_names(item), belongings_of(item)
        for sign, option in zip(LETTERS, item.options, strict=False):
            pieces = self.pieces(option.text, language)
            yield SeenOption(sign, pieces, option.name in right, belongs.get(option.name, ""))

    def _matches(self, language: str) -> Iterator[SeenOption]:
        for number, match in enumerate(self.item.matches, start=1):
            yield SeenOption(str(number), self.pieces(match.text, language))

    def _regions(self, language: str) -> Iterator[SeenRegion]:
        right = set(self.item.key or ()) if self.item.kind == Kind.HOTSPOT else set()
        for region in self.item.regions:
            label = region.label.get(language) or region.label.get("zh") or region.name
            numbers = tuple(_percent(one) for one in region.coords)
            yield SeenRegion(region.name, label, region.shape, _points(region), numbers, region.name in right)


def _formula(tex: str) -> Piece:
    """Return a formula drawn, or what is wrong with it."""
    try:
        # Made of elements that only draw (lms.core.formulas): nothing of an author's comes through as markup.
        return Piece("formula", tex, markup=mark_safe(mathml_of(tex, "inline")))  # noqa: S308
    except FormulaError as error:
        return Piece("missing", error.message)


def _with_gaps(words: str) -> list[Piece]:
    parts = words.split(GAP)
    found = [Piece("text", parts[0])] if parts[0] else []
    for part in parts[1:]:
        found.append(Piece("gap"))
        found += [Piece("text", part)] if part else []
    return found


def _key_in_words(item: DraftItem) -> Iterator[str]:
    """Yield lines of a key that stands beside no option."""
    if item.kind == Kind.NUMERIC:
        yield from (number_in_words(one) for one in item.key or ())
    elif item.kind == Kind.FILL_IN:
        yield from (_gap(number, one) for number, one in enumerate(item.key or (), start=1))
    elif item.kind == Kind.SHORT_ANSWER:
        yield from item.key or ()


def _gap(number: int, gap: Gap) -> str:
    return f"{_('Gap %(number)d') % {'number': number}}: {gap_in_words(gap)}"


def _unit(item: DraftItem) -> str:
    units = {number.unit for number in item.key or ()} if item.kind == Kind.NUMERIC else set()
    return units.pop() if len(units) == 1 else ""


def _percent(share: Any) -> str:
    return f"{share * 100:.2f}".rstrip("0").rstrip(".")


def _points(region: Region) -> str:
    """Return the corners of a polygon as a drawing in percent has them."""
    if region.shape != "poly":
        return ""
    numbers = [_percent(one) for one in region.coords]
    return " ".join(f"{x},{y}" for x, y in zip(numbers[::2], numbers[1::2], strict=False))


def option_words(option: Option) -> str:
    """Return the words of an option in whatever language it has."""
    return option.text.get("zh") or option.text.get("en") or ""
