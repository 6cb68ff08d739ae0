"""A question as a candidate sees it, in one language, from whatever is written so far; and its key, for staff."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from lms.exams.bank.models import Attached, AttachmentKind
from lms.exams.bank.texts import Addresses, Piece, Texts
from lms.exams.interchange.drafts import DraftItem, Gap, Kind, Region, Scoring
from lms.exams.interchange.right import belongings_of, gap_in_words, number_in_words, right_names

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class SeenOption:
    """One option or match: its letter or number, its words, whether it is right, what belongs to it, its weight."""

    sign: str
    pieces: tuple[Piece, ...]
    is_right: bool = False
    belongs: str = ""
    weight: str = ""
    is_missing: bool = False  # it has no words in this language; those of the other one stand there


@dataclass(frozen=True, slots=True)
class SeenRegion:
    """A place on the picture in percent of its width and height, ready for a drawing."""

    name: str
    label: str
    shape: str
    points: str
    numbers: tuple[str, ...]
    is_right: bool
    weight: str = ""


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
    is_rationale_missing: bool = False

    @property
    def other_language(self) -> str:
        """Return the code, for a page, of the language that stands in for this one."""
        return "zh-Hans" if self.language == "en" else "en"


class Showing:
    """Makes a question seen: knows what its marks stand for and at which addresses pictures are."""

    def __init__(self, item: DraftItem, attached: Iterable[Attached], address_of: Addresses) -> None:
        self.item, self.attached, self.address_of = item, list(attached), address_of

    def both(self) -> list[Seen]:
        """Return the question in Chinese and in English."""
        return [self.seen("zh"), self.seen("en")]

    def seen(self, language: str) -> Seen:
        """Return the question in one language; what has no words there is shown in the other."""
        with translation.override("zh-hans" if language == "zh" else "en"):
            return self._seen(language, Texts(self.attached, self.address_of))

    def _seen(self, language: str, texts: Texts) -> Seen:
        item, board = self.item, self._board()
        return Seen(
            language=language,
            kind=str(item.kind),
            stem=self._pieces(item.stem, texts),
            options=tuple(self._options(texts, language)),
            matches=tuple(self._matches(texts, language)),
            regions=tuple(self._regions(texts)),
            picture=texts.shown(board) if board else None,
            key=tuple(_key_in_words(item)),
            unit=_unit(item),
            rationale=self._pieces(item.rationale, texts),
            is_missing=lacks(item.stem, language),
            is_rationale_missing=lacks(item.rationale, language),
        )

    def _pieces(self, text: Mapping[str, str], texts: Texts) -> tuple[Piece, ...]:
        """Return a text with what its marks stand for in their places."""
        words, board = texts.pick(text), self._board()
        if self.item.kind == Kind.FILL_IN:
            return texts.with_gaps(words)
        # The picture on which places are found stands below the words.
        return texts.pieces(words, without=board.number if board else None)

    def _board(self) -> Attached | None:
        """Return the picture on which places are found."""
        rows = [row for row in self.attached if row.kind == AttachmentKind.PICTURE and row.file]
        return rows[0] if rows and self.item.kind == Kind.HOTSPOT else None

    def _options(self, texts: Texts, language: str) -> Iterator[SeenOption]:
        item = self.item
        if item.kind == Kind.TRUE_FALSE:
            for value, words in ((True, _("Right")), (False, _("Wrong"))):
                yield SeenOption("", (Piece("words", words),), item.key is value)
            return
        right, belongs = right_names(item), belongings_of(item)
        for sign, option in zip(LETTERS, item.options, strict=False):
            pieces = self._pieces(option.text, texts)
            yield SeenOption(
                sign,
                pieces,
                is_right=option.name in right,
                belongs=belongs.get(option.name, ""),
                weight=_weight(item, option.name),
                is_missing=lacks(option.text, language),
            )

    def _matches(self, texts: Texts, language: str) -> Iterator[SeenOption]:
        for number, match in enumerate(self.item.matches, start=1):
            yield SeenOption(
                str(number), self._pieces(match.text, texts), is_missing=lacks(match.text, language)
            )

    def _regions(self, texts: Texts) -> Iterator[SeenRegion]:
        right = set(self.item.key or ()) if self.item.kind == Kind.HOTSPOT else set()
        for region in self.item.regions:
            label = texts.pick(region.label) or region.name
            numbers = tuple(_percent(one) for one in region.coords)
            yield SeenRegion(
                region.name,
                label,
                region.shape,
                _points(region),
                numbers,
                region.name in right,
                _weight(self.item, region.name),
            )


def lacks(text: Mapping[str, str], language: str) -> bool:
    """Return whether a text has no words in a language, but would have in the other one."""
    return not (text.get(language) or "").strip() and any(words.strip() for words in text.values())


def _weight(item: DraftItem, name: str) -> str:
    """Return what a choice weighs, where choices have weights of their own."""
    weight = item.weights.get(name) if item.scoring == Scoring.MAPPED else None
    return "" if weight is None else f"{weight.normalize():f}"


def _key_in_words(item: DraftItem) -> Iterator[str]:
    """Yield lines of a key that stands beside no option."""
    if item.kind == Kind.NUMERIC:
        yield from (number_in_words(one) for one in item.key or ())
    elif item.kind == Kind.FILL_IN:
        yield from (
            _gap(number, one) + _of_gap(item, number, one) for number, one in enumerate(item.key or (), 1)
        )
    elif item.kind == Kind.SHORT_ANSWER:
        yield from item.key or ()


def _gap(number: int, gap: Gap) -> str:
    return f"{_('Gap %(number)d') % {'number': number}}: {gap_in_words(gap)}"


def _of_gap(item: DraftItem, number: int, gap: Gap) -> str:
    """Return what a gap weighs, where this counts."""
    own = "" if item.scoring != Scoring.PER_PART or gap.weight == 1 else f"{gap.weight.normalize():f}"
    weight = _weight(item, str(number)) or own
    return f" ({_('weight %(weight)s') % {'weight': weight}})" if weight else ""


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
