"""Moodle XML in small pieces, for tests of its reader."""

from lms.exams.interchange.drafts import DraftItem, Entry
from lms.exams.interchange.moodle import read_moodle

PAIR = '<answer fraction="100"><text>fuse</text></answer><answer fraction="0"><text>lamp</text></answer>'
STEM = '<questiontext format="html"><text>&lt;p&gt;What melts?&lt;/p&gt;</text></questiontext>'


def question(kind: str, inside: str, stem: str = STEM) -> str:
    """Return a question's element."""
    return f'<question type="{kind}"><name><text>Q 1</text></name>{stem}{inside}</question>'


def entries_of(*questions: str) -> list[Entry]:
    """Return what is read of questions, each on a line of its own."""
    lines = "\n".join(["<quiz>", *questions, "</quiz>"])
    return list(read_moodle(lines.encode()).entries)


def entry_of(kind: str, inside: str, stem: str = STEM) -> Entry:
    """Return what is read of one question."""
    (entry,) = entries_of(question(kind, inside, stem))
    return entry


def item_of(kind: str, inside: str, stem: str = STEM) -> DraftItem:
    """Return the item that a question becomes."""
    entry = entry_of(kind, inside, stem)
    assert entry.item is not None, entry.remarks
    return entry.item


def stem_of(words: str, attributes: str = 'format="html"') -> str:
    """Return the words of a question."""
    return f"<questiontext {attributes}><text><![CDATA[{words}]]></text></questiontext>"


def answers_of(*answers: tuple[str, str]) -> str:
    """Return answers with their percentages."""
    return "".join(f'<answer fraction="{share}"><text>{words}</text></answer>' for share, words in answers)


def codes_of(entry: Entry) -> list[str]:
    """Return the codes of what is said of an entry."""
    return [remark.code for remark in entry.remarks]
