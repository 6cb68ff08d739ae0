"""JSON of a stranger read strictly, before anything else looks at it: small, flat, no key twice, no poison."""

import json
from collections.abc import Sequence
from typing import Any

from certificates.verifier.results import gettext_noop

LONGEST = 64 * 1024
DEEPEST = 16
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
CONTEXTS = [
    CREDENTIALS,
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


class Refused(ValueError):
    """The text is not what we issue; the words say why, with named places for values."""

    def __init__(self, words: str, **values: str | int) -> None:
        super().__init__(words % values if values else words)
        self.words, self.values = words, values


def read_credential(content: bytes, *, contexts: Sequence[str] = CONTEXTS) -> dict[str, Any]:
    """Return a credential's JSON.

    :raises Refused: when it is larger, deeper or other than any credential of ours.
    """
    if len(content) > LONGEST:
        raise Refused(gettext_noop("The credential is larger than any that is issued here."))
    try:
        value = json.loads(content.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number)
    except UnicodeDecodeError:
        raise Refused(gettext_noop("The credential is not written in UTF-8.")) from None
    except RecursionError:
        raise Refused(gettext_noop("The credential is nested too deeply.")) from None
    except json.JSONDecodeError as error:
        words = gettext_noop("The credential is no whole JSON (line %(line)d).")
        raise Refused(words, line=error.lineno) from None
    except Refused:
        raise
    except ValueError:
        raise Refused(gettext_noop("The credential holds a number that no program reads.")) from None
    if not isinstance(value, dict) or value.get("@context") != list(contexts):
        raise Refused(gettext_noop("The file is no credential of the kind that is issued here."))
    _refuse_poison({name: part for name, part in value.items() if name != "@context"}, 0)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refused(
            gettext_noop("A name stands twice in one object: readers would not agree what it says.")
        )
    return found


def _no_number(word: str) -> None:
    raise Refused(gettext_noop("%(word)s is no number of JSON."), word=word)


def _refuse_poison(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused(gettext_noop("The credential is nested too deeply."))
    if isinstance(value, str) and value.startswith("_:"):
        raise Refused(
            gettext_noop("The credential uses names of blank nodes, which no credential issued here does.")
        )
    for name in value if isinstance(value, dict) else ():
        if name.startswith(("@", "_:")):
            words = gettext_noop(
                "The credential uses “%(name)s” inside, which no credential issued here does."
            )
            raise Refused(words, name=name[:40])
    for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _refuse_poison(part, depth + 1)
