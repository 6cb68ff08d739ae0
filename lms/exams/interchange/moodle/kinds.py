"""What each type of Moodle's questions is as an item: its kind, key, options and rule of marking."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from lms.exams.interchange import gaps, names
from lms.exams.interchange.drafts import Kind, Number, Option, Scoring, Text
from lms.exams.interchange.moodle.cloze import cloze
from lms.exams.interchange.moodle.filling import gapselect
from lms.exams.interchange.moodle.question import Question
from lms.exams.interchange.numbers import number, trimmed
from lms.exams.interchange.pairs import paired
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.texts import AUTO, PLAIN
from lms.exams.interchange.truth import said
from lms.exams.interchange.weighing import FULL, all_or_nothing, cost, weighed

Parts = dict[str, Any]
_RIGHT_ORDER = {"ALL_OR_NOTHING": Scoring.EXACT, "-1": Scoring.EXACT}
# What stands at its own place earns: a weight for each, of which all are the same.
_RIGHT_ORDER |= {"ABSOLUTE_POSITION": Scoring.MAPPED, "0": Scoring.MAPPED}
# Each step that is followed by its right next one earns its share; Moodle's rule where a file names none.
_RIGHT_ORDER |= dict.fromkeys(("", "REL", "RELATIVE", "RELATIVE_NEXT_EXCLUDE_LAST", "1"), Scoring.PER_PART)


def read_parts(question: Question) -> Parts:
    """Return the parts of an item.

    :raises Refused: the type is not supported, or the question cannot be used.
    """
    if question.type in _TEMPLATED:
        raise Refused("templated", question.type)
    reader = _READERS.get(question.type)
    if reader is None:
        raise Refused("type_not_supported", question.type)
    parts = reader(question)
    if parts.get("scoring") == Scoring.UNSCORED:
        question.texts.note("scoring_not_understood", question.type)
    return parts


def _choice(question: Question, weigh: Callable[[Mapping[str, Decimal]], Parts]) -> Parts:
    stem = question.stem()
    answers, options, shares = _options(question)
    is_right = [shares[option.name] > 0 for option in options]
    weights = weigh(shares)
    if lost := cost(weights):
        question.texts.note("below_zero", lost)
    return {
        "stem": stem,
        "options": options,
        "is_shuffled": question.flag("shuffleanswers", default=False),
        "rationale": question.rationale(*_parted(answers, is_right)),
        **weights,
    }


def _parted(answers: Sequence[Any], is_right: Sequence[bool]) -> tuple[list[Any], list[Any]]:
    """Return the right answers and the others."""
    pairs = list(zip(answers, is_right, strict=True))
    return [one for one, right in pairs if right], [one for one, right in pairs if not right]


def _options(question: Question) -> tuple[list[Any], tuple[Option, ...], dict[str, Decimal]]:
    """Return the answers that have words, as options, and their shares of the mark."""
    answers, texts, shares = [], [], []
    for answer in question.all("answer"):
        text, share = question.text(answer), question.share(answer)
        if not text and share > 0:
            raise Refused("key_unusable")
        if text:
            answers.append(answer)
            texts.append(text)
            shares.append(share)
    options = names.options(texts)
    return answers, options, {option.name: one for option, one in zip(options, shares, strict=True)}


def _multichoice(question: Question) -> Parts:
    is_single = question.flag("single", default=True)
    return _choice(question, lambda shares: weighed(shares, is_single=is_single))


def _choice_set(question: Question) -> Parts:
    return _choice(question, all_or_nothing)


def _multiresponse(question: Question) -> Parts:
    """Return a multiple choice that takes marks away for too many picks, which has no counterpart."""
    return {**_choice(question, all_or_nothing), "scoring": Scoring.UNSCORED}


def _true_false(question: Question) -> Parts:
    """Return a statement. Where its answers do not say which is which, the first is "true", as old files have it."""
    stem, answers = question.stem(), question.all("answer")
    named = {said([question.texts.words(question.raw(answer))]): answer for answer in answers}
    if set(named) != {True, False}:
        if len(answers) != 2:
            raise Refused("broken_entry", "answer")
        named = dict(zip((True, False), answers, strict=True))
        question.texts.note("ambiguous", question.raw(answers[0]).strip())
    shares = {name: question.share(answer) for name, answer in named.items()}
    if sorted(shares.values()) != [0, FULL]:
        raise Refused("no_key" if not any(shares.values()) else "key_unusable")
    is_true = shares[True] == FULL
    right, wrong = is_true, not is_true
    return {
        "kind": Kind.TRUE_FALSE,
        "stem": stem,
        "key": is_true,
        "is_shuffled": False,
        "rationale": question.rationale([named[right], named[wrong]]),
    }


def _short_answer(question: Question) -> Parts:
    stem, is_sure = gaps.with_one_gap(question.stem())
    if not is_sure:
        question.texts.note("ambiguous", gaps.GAP)
    elements = question.all("answer")
    answers = [
        gaps.Answer(question.texts.words(question.raw(answer), PLAIN), question.share(answer))
        for answer in elements
    ]
    gap, is_understood = gaps.gap(answers, is_case_sensitive=question.flag("usecase", default=False))
    scoring = Scoring.PER_PART if gaps.is_graded(gap.accepted) else Scoring.EXACT
    return {
        "kind": Kind.FILL_IN,
        "stem": stem,
        "key": (gap,),
        "scoring": scoring if is_understood else Scoring.UNSCORED,
        "rationale": question.rationale(*_parted(elements, [answer.share > 0 for answer in answers])),
    }


def _numerical(question: Question) -> Parts:
    """Return a number. Answers that earn a part of the mark, and marks taken away for a unit, have no counterpart.

    Any other number earns nothing here, also where it costs marks in the file.
    """
    stem, units = question.stem(), _units(question)
    right, others, key = list[Any](), list[Any](), list[Number]()
    is_understood = question.value("unitgradingtype") in ("", "0")
    for answer in question.all("answer"):
        share, text = question.share(answer), question.raw(answer).strip()
        (right if share > 0 else others).append(answer)
        if share < 0:
            question.texts.note("below_zero", f"{trimmed(share * 100)}%")
        elif share not in (0, FULL) or (share and text in ("*", "")):
            is_understood = False
        elif share:
            key += _in_units(number(text), number(_tolerance(question, answer)), units)
    if not right:
        raise Refused("no_key")
    if any(one.tolerance < 0 for one in key):
        raise Refused("value_unusable", "tolerance")
    return {
        "kind": Kind.NUMERIC,
        "stem": stem,
        "key": tuple(key) or None,
        "scoring": Scoring.EXACT if is_understood and key else Scoring.UNSCORED,
        "rationale": question.rationale(right, others),
    }


def _tolerance(question: Question, answer: Any) -> str:
    element = question.first("tolerance", answer)
    return ((element.text or "").strip() if element is not None else "") or "0"


def _units(question: Question) -> list[tuple[str, Decimal]]:
    """Return the units of a number and how many of each make the value; nameless ones are none."""
    units = []
    for unit in (one for units in question.all("units") for one in question.all("unit", units)):
        factor, name = (
            question.first("multiplier", unit),
            question.raw(question.first("unit_name", unit)).strip(),
        )
        if name:
            units.append((name, number((factor.text if factor is not None else "") or "1")))
    return units


def _in_units(value: Decimal, tolerance: Decimal, units: Sequence[tuple[str, Decimal]]) -> list[Number]:
    if not units:
        return [Number(value, tolerance)]
    return [Number(trimmed(value * factor), trimmed(tolerance * abs(factor)), name) for name, factor in units]


def _matching(question: Question) -> Parts:
    """Return pairs. An answer without a question is a further match that fits nothing."""
    stem, lines, matches = question.stem(), list[tuple[Text, str]](), dict[str, Text]()
    is_plain = question.type != "ddmatch"
    for pair in question.all("subquestion"):
        text, answer = question.text(pair), question.first("answer", pair)
        match = question.texts.text(question.raw(answer), PLAIN if is_plain else question.style(answer))
        if text and not match:
            raise Refused("key_unusable")
        if match:
            matches.setdefault(repr(match), match)
        if text:
            lines.append((text, repr(match)))
    return {
        **paired(lines, matches),
        "stem": stem,
        "is_shuffled": question.flag("shuffleanswers", default=True),
        "rationale": question.rationale(),
    }


def _ordering(question: Question) -> Parts:
    """Return steps in their order, which an answer's fraction numbers; files without numbers have them in order."""
    stem, answers = question.stem(), question.all("answer")
    answers.sort(key=lambda answer: number(answer.get("fraction") or "0"))
    options = names.options(question.text(answer) for answer in answers)
    if len(options) < 2:
        raise Refused("too_few_options")
    if not all(option.text for option in options):
        raise Refused("key_unusable")
    if question.value("selecttype", "ALL").upper() not in ("ALL", "EXACT", "0", "") and _is_part(
        question, len(options)
    ):
        question.texts.note("formatting_lost", "selectcount")
    key = tuple(option.name for option in options)
    scoring = _RIGHT_ORDER.get(question.value("gradingtype").upper(), Scoring.UNSCORED)
    return {
        "kind": Kind.ORDERING,
        "stem": stem,
        "options": options,
        "key": key,
        "scoring": scoring,
        "weights": dict.fromkeys(key, FULL) if scoring is Scoring.MAPPED else {},
        "rationale": question.rationale((), answers),
    }


def _is_part(question: Question, count: int) -> bool:
    """Return whether candidates see only some of the steps."""
    return question.value("selectcount", "0") not in ("0", "", str(count))


def _essay(question: Question) -> Parts:
    """Return a short answer; what markers are told becomes its key phrases, line by line."""
    if question.value("responseformat") == "noinline":
        raise Refused("type_not_supported", "essay: files only")
    stem, told = question.stem(), question.first("graderinfo")
    phrases = question.texts.words(question.raw(told), question.style(told, AUTO)) if told is not None else ""
    return {
        "kind": Kind.SHORT_ANSWER,
        "stem": stem,
        "key": tuple(phrases.split("\n")) if phrases else (),
        "scoring": Scoring.BY_HAND,
        "rationale": question.rationale(),
    }


_TEMPLATED = {"calculated", "calculatedsimple", "calculatedmulti"}
_READERS: dict[str, Callable[[Question], Parts]] = {
    "multichoice": _multichoice,
    "multichoiceset": _choice_set,
    "oumultiresponse": _multiresponse,
    "truefalse": _true_false,
    "shortanswer": _short_answer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ddmatch": _matching,
    "essay": _essay,
    "cloze": cloze,
    "multianswer": cloze,
    "gapselect": gapselect,
    "ddwtos": gapselect,
    "ordering": _ordering,
}
