"""The order in which one candidate sees a paper, and the hash over what it holds."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lms.exams.bank.rules import MATCHING, ORDERING, keeps_option_order, shuffled


def order_for(items: Sequence[Mapping[str, Any]], *, seed: str) -> list[dict[str, Any]]:
    """Return a paper's items in one candidate's order: kinds stay together, the rest is shuffled."""
    kinds = list(dict.fromkeys(item["kind"] for item in items))
    by_uuid = {item["uuid"]: item for item in items}
    names = shuffled(by_uuid, seed=seed)
    names.sort(key=lambda name: kinds.index(by_uuid[name]["kind"]))
    return [_ordered(by_uuid[name], seed) for name in names]


def _ordered(item: Mapping[str, Any], seed: str) -> dict[str, Any]:
    found = {**item, "options": _ordered_options(item, seed)}
    if item.get("matches"):
        found["matches"] = _in_order(item["matches"], seed=f"{seed}:{item['uuid']}:matches")
    return found


def _ordered_options(item: Mapping[str, Any], seed: str) -> list[dict[str, str]]:
    options = list(item["options"])
    must_move = item["kind"] in (ORDERING, MATCHING)
    if not must_move and (not item.get("is_shuffled", True) or keeps_option_order(options)):
        return options
    return _in_order(options, seed=f"{seed}:{item['uuid']}")


def _in_order(rows: Sequence[Mapping[str, str]], *, seed: str) -> list[dict[str, str]]:
    by_name = {row["id"]: dict(row) for row in rows}
    return [by_name[name] for name in shuffled(by_name, seed=seed)]


def sha256_of(content: Any) -> str:
    """Return SHA-256 over the canonical JSON of a value."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
