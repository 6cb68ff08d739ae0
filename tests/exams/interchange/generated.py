"""Items of each kind with difficult words, for round trips through the formats that hold them.

Everything stands in the form in which readers give it: options by their names in order, matches in the order in
which lines use them, texts without blanks at their ends.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from lms.exams.interchange import names
from lms.exams.interchange.drafts import Attachment, DraftItem, Gap, Kind, Number, Remark, Scoring, Text
from lms.exams.interchange.gaps import GAP
from lms.exams.interchange.numbers import trimmed

SIGNS = "abXY01 {}~=#:\\%$<>&\"'[]()*|@/.,-_\n电工。，：（）＝é🔌"
PICTURE = Attachment("picture", "a.png", b"\x89PNG", alternative='a "fuse" & more')
FORMULA = Attachment("formula", "", tex=r"\frac{U}{R} < 2")
Draw = Callable[[Any], Any]


def _canonical(text: str) -> str:
    lines = (" ".join(re.sub("_{3,}", "__", line).split()) for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def texts(signs: str = SIGNS, size: int = 14) -> st.SearchStrategy[str]:
    """Return texts as items hold them: lines without double blanks, nothing that looks like a mark."""
    found = st.text(signs, min_size=1, max_size=size).map(_canonical)
    return found.filter(lambda text: text and not re.search(r"\[\[[0-9]+\]\]", text))


def words() -> st.SearchStrategy[str]:
    """Return answers that are typed: one line, no star after a backslash."""
    return texts(SIGNS.replace("\n", ""), 8).filter(lambda text: "\\*" not in text)


@st.composite
def bilingual(draw: Draw, languages: list[str], content: st.SearchStrategy[str]) -> Text:
    """Return a text in the item's languages."""
    return {language: draw(content) for language in languages}


def shares() -> st.SearchStrategy[Decimal]:
    """Return parts of a mark as percentages name them."""
    return st.sampled_from([Decimal("0.5"), Decimal("0.25"), Decimal("0.3333333")])


@st.composite
def items(draw: Draw, kinds: tuple[Kind, ...], *, rich: bool = True) -> DraftItem:
    """Return an item of one of the kinds; `rich` ones have pictures, tags and both languages."""
    languages = draw(st.sampled_from([["zh"], ["zh"], ["zh", "en"], ["en"]])) if rich else ["zh"]
    texts_by_language = bilingual(languages, texts())
    particular = _MAKERS[draw(st.sampled_from(kinds))](draw, texts_by_language, languages)
    stem = particular.pop("stem", None) or draw(texts_by_language)
    attachments: tuple[Attachment, ...] = ()
    if rich and draw(st.booleans()):
        attachments = (FORMULA, PICTURE)
        stem = {language: f"{text} [[1]]\n[[2]]" for language, text in stem.items()}
    return DraftItem(
        stem=stem,
        attachments=attachments,
        marks=draw(st.sampled_from([Decimal(1), Decimal(3), Decimal("0.5")])),
        rationale=draw(st.one_of(st.just({}), texts_by_language)),
        code=draw(st.sampled_from(["E-1", "Q 2", "电-3"])),
        topic=draw(st.sampled_from(["", "Wiring", "Wiring/Fuses", "电工/安全"])),
        depth=draw(st.sampled_from(["", "apply"])),
        year=draw(st.sampled_from([None, 2019])),
        **particular,
    )


def _true_false(draw: Draw, _texts: Any, _languages: list[str]) -> dict[str, Any]:
    return {"kind": Kind.TRUE_FALSE, "key": draw(st.booleans()), "is_shuffled": False}


def _choice(draw: Draw, texts_by_language: Any, _languages: list[str]) -> dict[str, Any]:
    options = names.options(draw(st.lists(texts_by_language, min_size=2, max_size=5)))
    return {"options": options, "is_shuffled": draw(st.booleans())}


def _single(draw: Draw, texts_by_language: Any, languages: list[str]) -> dict[str, Any]:
    parts = {"kind": Kind.SINGLE, **_choice(draw, texts_by_language, languages)}
    right = draw(st.sampled_from([option.name for option in parts["options"]]))
    if draw(st.booleans()):
        return {**parts, "key": right}
    worth = draw(st.sampled_from([Decimal("-0.25"), Decimal("0.5")]))
    weights = {option.name: Decimal(1) if option.name == right else worth for option in parts["options"]}
    return {**parts, "key": right, "scoring": Scoring.MAPPED, "weights": weights}


def _multiple(draw: Draw, texts_by_language: Any, languages: list[str]) -> dict[str, Any]:
    parts = {"kind": Kind.MULTIPLE, **_choice(draw, texts_by_language, languages)}
    named = [option.name for option in parts["options"]]
    if draw(st.booleans()):
        count = draw(st.integers(1, len(named)))
        return {**parts, "key": tuple(named[:count]), "scoring": Scoring.EXACT}
    wrong = draw(st.sampled_from([Decimal(0), Decimal("-0.5")]))
    weights = {name: Decimal("0.5") if index < 2 else wrong for index, name in enumerate(named)}
    return {**parts, "key": tuple(named[:2]), "scoring": Scoring.MAPPED, "weights": weights}


def _ordering(draw: Draw, texts_by_language: Any, languages: list[str]) -> dict[str, Any]:
    options = _choice(draw, texts_by_language, languages)["options"]
    scoring = draw(st.sampled_from([Scoring.EXACT, Scoring.PER_PART]))
    key = tuple(option.name for option in options)
    return {"kind": Kind.ORDERING, "options": options, "key": key, "scoring": scoring}


def _matching(draw: Draw, texts_by_language: Any, languages: list[str]) -> dict[str, Any]:
    parts = _choice(draw, texts_by_language, languages)
    found = draw(
        st.lists(texts_by_language, min_size=2, max_size=4, unique_by=lambda text: tuple(text.items()))
    )
    matches = names.options(found)
    key = {option.name: matches[min(index, 1)].name for index, option in enumerate(parts["options"])}
    return {**parts, "kind": Kind.MATCHING, "matches": matches, "key": key, "scoring": Scoring.PER_PART}


def numbers() -> st.SearchStrategy[Decimal]:
    """Return numbers as instruments show them."""
    return st.decimals(-9999, 9999, places=2).map(
        lambda value: Decimal(f"{value:f}".rstrip("0").rstrip(".") or "0") + 0
    )


def _numeric(draw: Draw, _texts: Any, _languages: list[str]) -> dict[str, Any]:
    unit = draw(st.sampled_from(["", "V", "kΩ"]))
    values = draw(st.lists(numbers(), min_size=1, max_size=2))
    key = tuple(Number(value, abs(draw(numbers())), unit) for value in values)
    return {"kind": Kind.NUMERIC, "key": key}


def _gap(draw: Draw) -> Gap:
    accepted = draw(st.lists(words(), min_size=1, max_size=3, unique=True))
    graded = {word: Decimal(1) if index == 0 else draw(shares()) for index, word in enumerate(accepted)}
    if draw(st.booleans()):
        return Gap(graded, is_case_sensitive=draw(st.booleans()))
    wrong = draw(
        st.lists(words(), min_size=1, max_size=3, unique=True).filter(
            lambda found: not set(found) & set(graded)
        )
    )
    return Gap(graded, choices=(*graded, *wrong))


def _fill_in(draw: Draw, _texts: Any, languages: list[str]) -> dict[str, Any]:
    gaps = tuple(_gap(draw) for _ in range(draw(st.integers(1, 3))))
    pieces = texts(SIGNS.replace("_", ""))
    stem = {
        language: "".join(f"{draw(pieces)} {GAP} " for _ in gaps) + draw(pieces) for language in languages
    }
    is_by_part = len(gaps) > 1 or set(gaps[0].accepted.values()) != {Decimal(1)}
    return {
        "kind": Kind.FILL_IN,
        "stem": stem,
        "key": gaps,
        "scoring": Scoring.PER_PART if is_by_part else Scoring.EXACT,
        "is_shuffled": not any(gap.choices for gap in gaps) or draw(st.booleans()),
    }


def _short_answer(draw: Draw, _texts: Any, _languages: list[str]) -> dict[str, Any]:
    phrases = st.lists(texts(SIGNS.replace("\n", "").replace("$", "").replace("\\", "")), max_size=3)
    return {"kind": Kind.SHORT_ANSWER, "key": tuple(draw(phrases)), "scoring": Scoring.BY_HAND}


_MAKERS: dict[Kind, Callable[..., dict[str, Any]]] = {
    Kind.TRUE_FALSE: _true_false,
    Kind.SINGLE: _single,
    Kind.MULTIPLE: _multiple,
    Kind.ORDERING: _ordering,
    Kind.MATCHING: _matching,
    Kind.NUMERIC: _numeric,
    Kind.FILL_IN: _fill_in,
    Kind.SHORT_ANSWER: _short_answer,
}


def costs_said(item: DraftItem) -> tuple[Remark, ...]:
    """Return what Moodle's formats have to say of an item that is held: one wrong choice costs marks there."""
    least = min(item.weights.values(), default=Decimal(0)) if item.kind == Kind.SINGLE else Decimal(0)
    return (Remark("below_zero", f"{trimmed(least * 100)}%"),) if least < 0 else ()
