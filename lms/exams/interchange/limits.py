"""How much a file may hold, so that reading the largest one stays a matter of seconds."""

from collections.abc import Iterable, Iterator, Sized

from lms.exams.interchange.drafts import Entry, UnreadableFile
from lms.exams.interchange.refusal import Refused

# How lxml reads a stranger's XML: no entity is resolved, nothing is loaded, and its own limits stay.
SAFE_XML = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
MOST_ENTRIES = 30_000
MOST_ANSWERS = 500
MOST_LINES = 600_000
LONGEST_QUESTION = 4_000_000  # characters, pictures inside it included


def bounded(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries.

    :raises UnreadableFile: there are more than a file may hold.
    """
    for count, entry in enumerate(entries):
        if count >= MOST_ENTRIES:
            raise UnreadableFile("too_big", place=entry.place, detail=str(MOST_ENTRIES))
        yield entry


def expect_lines(text: str) -> None:
    """Refuse a text of more lines than the largest number of questions has.

    :raises UnreadableFile: always then.
    """
    count = max(text.count("\n"), text.count("\r"))
    if count > MOST_LINES:
        raise UnreadableFile("too_big", detail=f"{count} lines")


def expect_answers(answers: Sized) -> None:
    """Refuse a question with more answers than any question has.

    :raises Refused: always then.
    """
    if len(answers) > MOST_ANSWERS:
        raise Refused("broken_entry", str(len(answers)))
