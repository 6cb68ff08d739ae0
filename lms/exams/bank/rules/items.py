"""What a usable item is, and how it is kept."""

from collections.abc import Callable, Mapping, Sequence
from types import ModuleType
from typing import Any

from lms.core.codes import is_code, is_topic_code
from lms.exams.bank.rules import arranging, choices, entering
from lms.exams.bank.rules.choices import option_ids

# Examinations show these; the others are for practice until the examination page can show them.
KINDS = (*choices.KINDS, *arranging.KINDS, *entering.KINDS)
PRACTICE_KINDS = (*arranging.KINDS, *entering.KINDS)
USES = ("examination", "practice")
DIFFICULTIES = ("easy", "medium", "hard")


def family_of(kind: str) -> ModuleType:
    """Return the module that knows a kind."""
    return next(family for family in (choices, arranging, entering) if kind in family.KINDS)


def reasons_against_item(item: Mapping[str, Any]) -> list[str]:
    """Return codes of what is wrong with an item as a content pack gives it; empty when it can be kept."""
    kind = item.get("type")
    if kind not in KINDS:
        return ["kind_not_supported"]
    reasons = [code for code, is_wrong in _CHECKS.items() if is_wrong(item)]
    return reasons + family_of(kind).reasons_against(item)


_CHECKS: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "code_or_topic_missing": lambda item: not (item.get("code") and item.get("topic")),
    "code_not_usable": lambda item: bool(item.get("code")) and not is_code(item["code"]),
    "topic_not_usable": lambda item: bool(item.get("topic")) and not is_topic_code(item["topic"]),
    "use_unknown": lambda item: item.get("use") not in USES,
    "kind_for_practice_only": lambda item: (
        item["type"] in PRACTICE_KINDS and item.get("use") == "examination"
    ),
    "stem_missing": lambda item: not choices.has_words(item.get("stem")),
    "rationale_not_usable": lambda item: not isinstance(item.get("rationale") or {}, Mapping),
    "year_not_usable": lambda item: item.get("year") not in (None, "") and type(item["year"]) is not int,
    "difficulty_unknown": lambda item: item.get("difficulty", "easy") not in DIFFICULTIES,
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
    """Return the key as it is kept; options are named by letters, matches by numbers."""
    return family_of(item["type"]).key_of(item)


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
