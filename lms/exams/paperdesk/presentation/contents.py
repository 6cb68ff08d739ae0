"""What is on an opened paper, for the page that shows it; the key only when the key was opened.

Numbers and letters are those of the printed paper, so that what is read here and there is the same.
"""

from base64 import b64encode
from collections.abc import Mapping
from mimetypes import guess_type
from typing import Any

from django.core.files.storage import default_storage
from django.utils.translation import get_language, override

from lms.core.numbers import plain
from lms.exams.bank.models import Attached, ItemAttachment, ItemKind
from lms.exams.bank.texts import Texts
from lms.exams.paperdesk.words import kind_text
from lms.exams.papers.models import PaperVersion
from lms.exams.papers.opening import OpenedPaper
from lms.exams.papers.printing import Edition
from lms.exams.papers.printing.answers import answer_of
from lms.exams.papers.printing.layout import sections_of
from lms.exams.papers.printing.pictures import Pictures
from lms.exams.papers.rules import order_for

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
Shown = dict[str, Any]


def in_print_order(paper: PaperVersion, *, seed: str = "") -> list[Shown]:
    """Return the questions as they are printed, each with its number, each option with its letter.

    `seed`: as the candidate of that seed saw them instead.
    """
    ordered = order_for(paper.content["items"], seed=seed or paper.sha256)
    return [
        {
            **item,
            "number": number,
            "options": [
                {**option, "letter": letter} for letter, option in zip(LETTERS, item["options"], strict=False)
            ],
        }
        for number, item in enumerate(ordered, start=1)
    ]


def contents_context(opened: OpenedPaper, language: str = "") -> dict[str, Any]:
    """Return the questions, with the right answers where the key was opened.

    `language`: zh or en where only one is read; a question that has no English is read in Chinese.
    """
    answers = answers_of(opened.paper, opened.key.key) if opened.key else {}
    return {
        "items": [
            shown_item(item, answers.get(item["uuid"]), language) for item in in_print_order(opened.paper)
        ],
        "has_key": opened.key is not None,
        "key_version": opened.key.version if opened.key else None,
    }


def shown_item(item: Shown, answer: str | None = None, language: str = "") -> Shown:
    """Return one question in print order with its texts, and what is right where that may be shown."""
    return {
        "number": item["number"],
        "kind": kind_text(item["kind"]),
        "marks": plain(float(item["marks"])),
        "readings": [_reading(item, language) for language in _languages(item, language)],
        "answer": answer,
    }


def _languages(item: Shown, wanted: str) -> tuple[str, ...]:
    there = ("zh", "en") if item["stem"]["en"].strip() else ("zh",)
    return (wanted,) if wanted in there else there


def _reading(item: Shown, language: str) -> Shown:
    """Return the texts of a question in one language, with pictures and formulas where their marks stand."""
    with override("zh-hans" if language == "zh" else "en"):
        texts = Texts([_row(one) for one in item.get("attachments", ())], _inside)
        stem = texts.pick(item["stem"])
        unmarked = [row for row in texts.attached.values() if f"[[{row.number}]]" not in stem]
        return {
            "language": language,
            "stem": texts.with_gaps(stem) if item["kind"] == ItemKind.FILL_IN else texts.pieces(stem),
            "options": [(one["letter"], texts.pieces(texts.pick(one))) for one in item["options"]],
            "matches": [texts.pieces(texts.pick(one)) for one in item.get("matches", ())],
            "figures": [texts.shown(row) for row in unmarked],
        }


def _row(attachment: Mapping[str, Any]) -> ItemAttachment:
    told = attachment.get("alternative", {})
    return ItemAttachment(
        number=attachment["number"],
        kind=attachment["kind"],
        file=attachment.get("file", ""),
        source=attachment.get("source", ""),
        alternative_zh=told.get("zh", ""),
        alternative_en=told.get("en", ""),
    )


def _inside(row: Attached) -> str:
    """Return a picture inside the page itself: an address of its own would show a sealed one without a reason."""
    try:
        with default_storage.open(row.file) as file:
            content = b64encode(file.read()).decode()
    except (OSError, ValueError):
        return ""
    return f"data:{guess_type(row.file)[0]};base64,{content}"


def answers_of(paper: PaperVersion, key: Mapping[str, Any], *, seed: str = "") -> dict[str, str]:
    """Return what a key says is right of each question, as the printed key says it, in the reader's language.

    `seed`: in letters and numbers as the candidate of that seed saw them instead.
    """
    edition = Edition.EN if (get_language() or "").startswith("en") else Edition.ZH
    order = seed or paper.sha256
    sections = sections_of(paper.content["items"], seed=order, edition=edition, pictures=Pictures())
    return {
        item.uuid: answer_of(item, key.get(item.uuid), edition)
        for section in sections
        for item in section.items
    }
