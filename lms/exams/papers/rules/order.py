"""The order in which one candidate sees a paper, and the hash over what it holds."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from lms.exams.bank.rules import ORDERING, keeps_option_order, shuffled


def order_for(items: Sequence[Mapping[str, Any]], *, seed: str) -> list[dict[str, Any]]:
    """Return a paper's items in one candidate's order: kinds stay together, the rest is shuffled."""
    kinds = list(dict.fromkeys(item["kind"] for item in items))
    by_uuid = {item["uuid"]: item for item in items}
    names = shuffled(by_uuid, seed=seed)
    names.sort(key=lambda name: kinds.index(by_uuid[name]["kind"]))
    return [{**by_uuid[name], **_ordered(by_uuid[name], seed=f"{seed}:{name}")} for name in names]


def printed_numbers(items: Sequence[Mapping[str, Any]], *, seed: str) -> dict[int, int]:
    """Return by the place at which an item was drawn, from 1 on, its number on the paper that this seed prints."""
    printed = {item["uuid"]: number for number, item in enumerate(order_for(items, seed=seed), start=1)}
    return {drawn: printed[item["uuid"]] for drawn, item in enumerate(items, start=1)}


def _ordered(item: Mapping[str, Any], *, seed: str) -> dict[str, Any]:
    """Return what of an item is shown in an order of the candidate's own; an order to be found never stands still."""
    keeps = item["kind"] != ORDERING and (item.get("fixed", False) or keeps_option_order(item["options"]))
    ordered: dict[str, Any] = {"options": item["options"] if keeps else _by_id(item["options"], seed)}
    if "matches" in item:
        ordered["matches"] = _by_id(item["matches"], seed)
    if "gaps" in item and not item.get("fixed", False):
        ordered["gaps"] = [
            shuffled(words, seed=f"{seed}:{place}") for place, words in enumerate(item["gaps"])
        ]
    return ordered


def _by_id(rows: Sequence[Mapping[str, Any]], seed: str) -> list[Mapping[str, Any]]:
    named = {row["id"]: row for row in rows}
    return [named[name] for name in shuffled(named, seed=seed)]


def sha256_of(content: Any) -> str:
    """Return SHA-256 over the canonical JSON of a value."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
