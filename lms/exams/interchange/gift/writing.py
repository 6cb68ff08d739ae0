"""Write items as GIFT. What GIFT cannot hold, or would mark otherwise, is left out and said.

Words are written as HTML. What GIFT has no notation for, as marks and depth, stands in tags before the question.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from lms.exams.interchange.drafts import DraftItem, Kind, Language, Option, Scoring
from lms.exams.interchange.gift.reading import IN_ORDER, MARKS
from lms.exams.interchange.gift.signs import escaped
from lms.exams.interchange.markup import Markup
from lms.exams.interchange.moodle.keys import number_answers, right_pairs, shares_of
from lms.exams.interchange.moodle.sentences import is_plain_sentence, single_gap
from lms.exams.interchange.numbers import FULL, percent, written
from lms.exams.interchange.plain import NOTHING, seen
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.tags import tags_of
from lms.exams.interchange.topics import category_of
from lms.exams.interchange.written import Written, each

LONGEST_NAME = 60
# At the beginning of words these would be read as the name of a format or as a weight.
_MISTAKABLE = ("[", "%")
_SHUFFLED = (Kind.SINGLE, Kind.MULTIPLE, Kind.MATCHING)


def write_gift(items: Iterable[DraftItem], *, language: Language = Language.ZH) -> Written:
    """Return a GIFT file, and the items that it cannot hold. Texts in `language` only are not marked by it."""
    held, left_out = each(items, lambda item: _Question(item, language).written())
    parts, topic = list[str](), ""
    for item, question in held:
        if item.topic != topic:
            topic = item.topic
            parts.append(f"$CATEGORY: {category_of(escaped(topic))}\n")
        parts.append(question)
    return Written("\n".join(parts).encode(), left_out)


class _Question:
    """One item on its way out."""

    def __init__(self, item: DraftItem, language: Language) -> None:
        self._item = item
        self._markup = Markup(item, language)

    def written(self) -> str:
        """Return the question's lines.

        :raises Refused: GIFT holds no such item.
        """
        item = self._item
        if item.kind not in _WRITERS:
            raise Refused("kind_not_held", str(item.kind))
        if item.scoring == Scoring.UNSCORED:
            raise Refused("scoring_not_held", str(item.scoring))
        answers = _WRITERS[item.kind](self)
        rationale = self._markup.html(item.rationale)
        name = escaped(" ".join(seen(item.code or self._first_words()).split()))
        feedback = f"####{_begun(escaped(rationale))}" if rationale else ""
        return f"{self._tags()}::{name}::[html]{escaped(self._markup.stem())}{{{answers}{feedback}}}\n"

    def _first_words(self) -> str:
        return next(iter(self._item.stem.values()), "")[:LONGEST_NAME]

    def _tags(self) -> str:
        tags = tags_of(self._item)
        if self._item.marks != 1:
            tags.append(f"{MARKS}{written(self._item.marks)}")
        if self._item.kind in _SHUFFLED and not self._item.is_shuffled:
            tags.append(IN_ORDER)
        line = " ".join(f"[tag:{' '.join(seen(tag).split()).replace(']', chr(92) + ']')}]" for tag in tags)
        return f"// {line}\n" if tags else ""

    def _true_false(self) -> str:
        if not isinstance(self._item.key, bool) or self._item.scoring != Scoring.EXACT:
            raise Refused("scoring_not_held", str(self._item.scoring))
        return str(self._item.key).upper()

    def _choice(self) -> str:
        kind, shares = shares_of(self._item)
        if kind != "multichoice":
            raise Refused("scoring_not_held", str(self._item.scoring))
        is_single = self._item.kind == Kind.SINGLE
        lines = (self._option(option, shares[option.name], is_single) for option in self._item.options)
        return f"\n{''.join(lines)}"

    def _option(self, option: Option, worth: Decimal, is_single: bool) -> str:
        if worth == FULL and is_single:
            sign = "="
        else:
            sign = f"~%{percent(worth)}%" if worth else "~"
        return f"\t{sign}{_begun(escaped(self._markup.html(option.text)))}\n"

    def _matching(self) -> str:
        pairs = (
            f"\t={_begun(escaped(self._markup.html(line.text))) if line else ''} -> "
            f"{_begun(escaped(self._markup.plain(match.text)))}\n"
            for line, match in right_pairs(self._item)
        )
        return f"\n{''.join(pairs)}"

    def _numeric(self) -> str:
        values, units = number_answers(self._item)
        if units:
            raise Refused("key_not_held", units[0][0])
        answers = "".join(f"\t=%100%{written(one.value)}:{written(one.tolerance)}\n" for one in values)
        return f"#\n{answers}"

    def _fill_in(self) -> str:
        if not is_plain_sentence(self._item):
            raise Refused("key_not_held", "gaps")
        gap = single_gap(self._item)
        if gap.is_case_sensitive:
            raise Refused("key_not_held", "Aa")
        words = (
            f"\t=%{percent(share)}%{_begun(escaped(word.replace('*', chr(92) + '*')))}\n"
            for word, share in gap.accepted.items()
        )
        return f"\n{''.join(words)}"

    def _short_answer(self) -> str:
        if self._item.key or self._item.scoring != Scoring.BY_HAND:
            raise Refused("key_not_held")
        return ""


def _begun(words: str) -> str:
    return f"{NOTHING}{words}" if words.startswith(_MISTAKABLE) else words


_WRITERS: dict[Kind, Callable[[_Question], str]] = {
    Kind.TRUE_FALSE: _Question._true_false,
    Kind.SINGLE: _Question._choice,
    Kind.MULTIPLE: _Question._choice,
    Kind.MATCHING: _Question._matching,
    Kind.NUMERIC: _Question._numeric,
    Kind.FILL_IN: _Question._fill_in,
    Kind.SHORT_ANSWER: _Question._short_answer,
}
