"""Pairs as text formats write them: lines with their matches, and matches that fit no line."""

from collections.abc import Mapping, Sequence
from typing import Any

from lms.exams.interchange import names
from lms.exams.interchange.drafts import Kind, Scoring, Text
from lms.exams.interchange.refusal import Refused


def paired(lines: Sequence[tuple[Text, str]], matches: Mapping[str, Text]) -> dict[str, Any]:
    """Return the parts of a matching item: `lines` name their match by its key in `matches`.

    :raises Refused: fewer than two lines or two matches.
    """
    if len(lines) < 2 or len(matches) < 2:
        raise Refused("too_few_options")
    options, named = names.options(text for text, _match in lines), names.options(matches.values())
    by_match = dict(zip(matches, (match.name for match in named), strict=True))
    return {
        "kind": Kind.MATCHING,
        "options": options,
        "matches": named,
        "key": {option.name: by_match[match] for option, (_text, match) in zip(options, lines, strict=True)},
        "scoring": Scoring.PER_PART,
    }
