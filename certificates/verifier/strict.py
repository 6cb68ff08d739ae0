"""JSON of a stranger read strictly, before anything else looks at it: small, flat, no key twice, no poison."""

import json
from typing import Any

LONGEST = 64 * 1024
DEEPEST = 16
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


class Refused(ValueError):
    """The text is not what we issue; the message says why."""


def read_credential(content: bytes) -> dict[str, Any]:
    """Return a credential's JSON.

    :raises Refused: when it is larger, deeper or other than any credential of ours.
    """
    if len(content) > LONGEST:
        raise Refused("The credential is larger than any that is issued here.")
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Refused("The credential is not written in UTF-8.") from None
    except RecursionError:
        raise Refused("The credential is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise Refused(f"The credential is no whole JSON (line {error.lineno}).") from None
    except Refused:
        raise
    except ValueError:
        raise Refused("The credential holds a number that no program reads.") from None
    if not isinstance(value, dict) or value.get("@context") != CONTEXTS:
        raise Refused("The file is no credential of the kind that is issued here.")
    _refuse_poison({name: part for name, part in value.items() if name != "@context"}, 0)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused("A name stands twice in one object: readers would not agree what it says.")
    return found


def _no_number(word: str) -> None:
    raise Refused(f"{word} is no number of JSON.")


def _refuse_poison(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused("The credential is nested too deeply.")
    if isinstance(value, str) and value.startswith("_:"):
        raise Refused("The credential uses names of blank nodes, which no credential issued here does.")
    for name in value if isinstance(value, dict) else ():
        if name.startswith(("@", "_:")):
            raise Refused(f"The credential uses {name!r} inside, which no credential issued here does.")
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_poison(part, depth + 1)
