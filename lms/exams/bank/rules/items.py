"""What a usable item is, and how it is kept."""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from lms.core.codes import is_code, is_topic_code
from lms.exams.bank.rules import arranging, choices, gaps, numbers, places, words
from lms.exams.bank.rules.attached import reasons_against_attachments
from lms.exams.bank.rules.choices import option_ids
from lms.exams.bank.rules.keys import BY_HAND, EXACT, MAPPED, MOST, reasons_against_weights

FAMILIES: tuple[ModuleType, ...] = (choices, arranging, numbers, gaps, places, words)
KINDS = tuple(kind for family in FAMILIES for kind in family.KINDS)
USES = ("examination", "practice")
DIFFICULTIES = ("easy", "medium", "hard")
LONGEST = {"depth": 20, "source": 300, "twins": 40}
YEARS = range(1, 10000)


def family_of(kind: str) -> ModuleType:
    """Return the module that knows a kind."""
    return next(family for family in FAMILIES if kind in family.KINDS)


def reasons_against_item(item: Mapping[str, Any]) -> list[str]:
    """Return codes of what is wrong with an item as a content pack gives it; empty when it can be kept."""
    kind = str(item.get("type"))
    if kind not in KINDS:
        return ["kind_not_supported"]
    reasons = [code for code, is_wrong in _CHECKS.items() if is_wrong(item)]
    reasons += family_of(kind).reasons_against(item) + reasons_against_attachments(item)
    return reasons or _reasons_against_scoring(item)


def scoring_of(item: Mapping[str, Any]) -> str:
    """Return how an item as a content pack gives it is marked: what is not said is what is usual for its kind."""
    return str(item.get("scoring") or usual_scoring(item["type"]))


def usual_scoring(kind: str) -> str:
    """Return how items of a kind are marked that say nothing of it."""
    return BY_HAND if kind in words.KINDS else EXACT


def _reasons_against_scoring(item: Mapping[str, Any]) -> list[str]:
    kind, scoring, weights = item["type"], scoring_of(item), item.get("weights") or {}
    if scoring not in family_of(kind).SCORINGS[kind]:
        return ["scoring_not_for_kind"]
    if scoring == BY_HAND and item["use"] == "practice":
        return ["marked_by_hand_in_practice"]
    if scoring != MAPPED:
        return ["weights_not_usable"] if weights else []
    by_choice = kind not in (*arranging.KINDS, *gaps.KINDS)
    names = [str(place) for place in range(1, _parts(item) + 1)]
    reasons = reasons_against_weights(weights, names, all_positive=not by_choice)
    if kind == choices.SINGLE and MOST in weights:
        reasons = ["weights_not_usable"]
    return reasons or (choices.reasons_against_weighed_key(item["key"], weights) if by_choice else [])


def _parts(item: Mapping[str, Any]) -> int:
    """Return how many options, regions or gaps there are that may have weights."""
    if item["type"] in gaps.KINDS:
        return len(item["key"])
    return len(item["regions"] if item["type"] in places.KINDS else item["options"])


_CHECKS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "code_or_topic_missing": lambda item: not (item.get("code") and item.get("topic")),
    "code_not_usable": lambda item: bool(item.get("code")) and not is_code(item["code"]),
    "topic_not_usable": lambda item: bool(item.get("topic")) and not is_topic_code(item["topic"]),
    "use_unknown": lambda item: item.get("use") not in USES,
    "stem_missing": lambda item: not choices.has_words(item.get("stem")),
    "rationale_not_usable": lambda item: not isinstance(item.get("rationale") or {}, Mapping),
    "year_not_usable": lambda item: (
        item.get("year") not in (None, "") and (type(item["year"]) is not int or item["year"] not in YEARS)
    ),
    "difficulty_unknown": lambda item: item.get("difficulty", "easy") not in DIFFICULTIES,
    "shuffled_not_usable": lambda item: not isinstance(item.get("shuffled", True), bool),
    "too_long": lambda item: any(len(str(item.get(name) or "")) > most for name, most in LONGEST.items()),
}


def reasons_against_change(kept: Mapping[str, Any], item: Mapping[str, Any]) -> list[str]:
    """Return codes of what another wording may not change: earlier papers and open mocks rely on it.

    `kept` has type, use and topic as the bank has them. A change of use would show the key of an examination item.
    """
    reasons = [f"{name}_changed" for name in ("type", "use") if kept[name] != item[name]]
    if bank_of(kept["topic"]) != bank_of(item["topic"]):
        reasons.append("code_of_another_bank")
    return reasons


def key_of(item: Mapping[str, Any]) -> Any:
    """Return the key as it is kept; options and regions are named by letters, matches by numbers."""
    return family_of(item["type"]).key_of(item)


def weights_of(item: Mapping[str, Any]) -> dict[str, str]:
    """Return the weights as they are kept, by the names of options and regions; gaps have their numbers."""
    weights = {name: weight.strip() for name, weight in (item.get("weights") or {}).items()}
    if item["type"] in gaps.KINDS:
        return weights
    names = option_ids(_parts(item)) if weights else []
    return {name if name == MOST else names[int(name) - 1]: weight for name, weight in weights.items()}


def written_weights(kind: str, weights: Mapping[str, str]) -> dict[str, str]:
    """Return kept weights as a content pack writes them: options and regions counted from 1."""
    if kind in gaps.KINDS:
        return dict(weights)
    letters = choices.LETTERS
    return {
        name if name == MOST else str(letters.index(name) + 1): weight for name, weight in weights.items()
    }


def written_key(kind: str, key: Any) -> Any:
    """Return a kept key as a content pack writes it: options and matches counted from 1."""
    return family_of(kind).written_key(kind, key)


def named_options(options: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the options with their stable names."""
    return _named(option_ids(len(options)), options)


def named_matches(matches: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the matches with their stable names."""
    return _named(arranging.match_ids(len(matches)), matches)


def _named(names: Sequence[str], texts: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    return [
        {"id": name, "zh": text["zh"], "en": text.get("en", "")}
        for name, text in zip(names, texts, strict=True)
    ]


def in_bank(bank: str, topic: str) -> str:
    """Return the full name of a topic: two banks may use one word. A topic of another bank is written in full."""
    return topic if "/" in topic else f"{bank}/{topic}"


def bank_of(topic: str) -> str:
    """Return the bank that a topic's full name begins with; empty for a topic without one."""
    bank, slash, _name = topic.partition("/")
    return bank if slash else ""


def is_foreign(owner: str, bank: str) -> bool:
    """Return whether a code that one bank owns comes from another; what nobody owns yet is foreign to none."""
    return bool(owner) and owner != bank


def without_bank(bank: str, topic: str) -> str:
    """Return a topic as its own bank writes it."""
    return topic.removeprefix(f"{bank}/")
