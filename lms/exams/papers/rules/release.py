"""How results of an examination may be released: at once only where nothing depends on a second person. No Django."""

from collections.abc import Iterable, Mapping
from typing import Any

from lms.exams.bank.rules import SHORT_ANSWER
from lms.exams.papers.rules.order import sha256_of

BY_TWO, AT_ONCE = "by_two", "at_once"
# What proves something to the public: a licence to work, a level of skill.
ALWAYS_BY_TWO = frozenset(["special_operation_preparation", "skill_level"])


def reasons_against_release(release: str, *, kinds: Iterable[str], programme: str) -> list[str]:
    """Return why results cannot be released so; `kinds` are those of its questions, `programme` is that of its bank."""
    if release not in (BY_TWO, AT_ONCE):
        return ["release_unknown"]
    if release == BY_TWO:
        return []
    reasons = ["release_of_licence"] if programme in ALWAYS_BY_TWO else []
    return [*reasons, *(["release_before_marks"] if SHORT_ANSWER in kinds else [])]


def hash_of_scheme(facts: Mapping[str, Any]) -> str:
    """Return the hash of a scheme's content.

    Schemes from before said nothing of their release, and released at once: such a one keeps the hash that it had, so
    that its pack gives no new version.
    """
    said = {name: value for name, value in facts.items() if (name, value) != ("release", AT_ONCE)}
    return sha256_of(said)
