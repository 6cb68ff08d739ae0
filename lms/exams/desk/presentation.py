"""Questions as the desk's lists show them: values for templates, no HTML."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.core.language import in_language, pick
from lms.exams.bank.models import Difficulty, ItemKind, ItemUse, ItemVersion, Scoring
from lms.exams.bank.queries import titles_of_topics
from lms.exams.bank.rules import one_line
from lms.exams.bank.rules.items import bank_of
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.comparing import Compared, Line, compare, lines_of
from lms.exams.desk.operations import Plan
from lms.exams.desk.queries import Coverage, names_of_topics
from lms.exams.desk.rules import Finding, difficulty_of
from lms.exams.desk.seen import Seen, SeenOption, Showing
from lms.exams.desk.showing import showing_of_draft, showing_of_wording
from lms.exams.desk.sorting import Given
from lms.exams.desk.wanted import NO_TOPIC
from lms.exams.desk.words import words_for
from lms.exams.intake.drafts import item_of
from lms.exams.intake.known import Known, sisters_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.wording import draft_of
from lms.exams.interchange.alike import answered
from lms.exams.interchange.drafts import DraftItem, Kind
from lms.exams.papers.reasons import depth_text
from lms.exams.statistics.words import FLAGS

LONGEST = 120
SHADES = 5
MOST_SISTERS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """One question of a list."""

    address: str
    key: str
    code: str
    stem: str
    kind: str
    topic: str
    use: str
    said: str
    at: Any
    flags: tuple[str, ...] = ()
    figures: str = ""  # the address of what figures say


_GIVEN = {
    "topic": gettext_lazy("Topic"),
    "difficulty": gettext_lazy("Difficulty"),
    "depth": gettext_lazy("Depth"),
}


def stem_of(draft: ItemDraft, longest: int) -> str:
    """Return the beginning of a draft's wording in the reader's language, or that there is none yet."""
    words = in_language({"zh": draft.stem, **draft.content.get("stem", {})})
    return one_line(words, longest) or _("(no wording yet)")


def rows_of_plan(plan: Plan) -> list[dict[str, Any]]:
    """Return what many drafts would get, each with what it said before."""
    books = {bank: dict(TopicBook(bank).choices()) for bank in {row.draft.bank.code for row in plan.rows}}
    return [
        {
            "address": reverse("question_bank:draft", args=[row.draft.uuid]),
            "stem": stem_of(row.draft, LONGEST),
            "given": [_given(one, books[row.draft.bank.code]) for one in row.given],
        }
        for row in plan.rows
    ]


def _given(one: Given, topics: dict[str, str]) -> dict[str, Any]:
    titles = {"topic": topics, "difficulty": dict(Difficulty.choices)}.get(one.name, {})
    words = depth_text if one.name == "depth" else lambda said: str(titles.get(said, said))
    old, new = words(one.old), words(one.new)
    return {"name": _GIVEN[one.name], "old": old, "new": new}


def kind_name(kind: str) -> str:
    """Return a kind in words."""
    if kind == Kind.PRACTICAL_TASK:
        return _("Practical task")
    return str(ItemKind(kind).label)


def rows_of_wordings(
    versions: Sequence[ItemVersion], flags: Mapping[int, Sequence[str]] | None = None
) -> list[Row]:
    """Return the rows of questions of the bank; `flags` are codes of what figures say, by wording."""
    titles = titles_of_topics({version.item.topic for version in versions})
    return [
        Row(
            address=reverse("question_bank:item", args=[version.item.code]),
            key=str(version.uuid),
            code=version.item.code,
            stem=one_line(pick(version, "stem"), LONGEST),
            kind=kind_name(version.item.kind),
            topic=titles[version.item.topic],
            use=str(ItemUse(version.item.use).label),
            said=version.item.retired_why,
            at=version.item.retired_at or version.created_at,
            flags=tuple(str(FLAGS[flag]) for flag in (flags or {}).get(version.pk, ())),
            figures=reverse("figures:item", args=[version.item.uuid]),
        )
        for version in versions
    ]


def rows_of_drafts(drafts: Sequence[ItemDraft]) -> list[Row]:
    """Return the rows of drafts."""
    topics = names_of_topics(drafts)
    return [
        Row(
            address=reverse("question_bank:draft", args=[draft.uuid]),
            key=str(draft.uuid),
            code=draft.revises.code if draft.revises else "",
            stem=stem_of(draft, LONGEST),
            kind=kind_name(draft.kind),
            topic=topics[draft.pk],
            use=str(ItemUse(draft.use).label),
            said=draft.note if draft.state == DraftState.OPEN else "",
            at=draft.changed_at or draft.created_at,
        )
        for draft in drafts
    ]


def coverage_context(found: Coverage) -> dict[str, Any]:
    """Return the table of topics and kinds, each number with a shade from none to dark."""
    most = max((number for _topic, _title, numbers, _sum in found.rows for number in numbers), default=0)
    rows = [
        {
            "topic": topic or NO_TOPIC,
            "title": title,
            "cells": [
                {"kind": kind, "number": number, "shade": _shade(number, most)}
                for kind, number in zip(found.kinds, numbers, strict=True)
            ],
            "sum": total,
        }
        for topic, title, numbers, total in found.rows
    ]
    kinds = [kind_name(kind) for kind in found.kinds]
    return {"kinds": kinds, "rows": rows, "sums": found.sums, "number": found.number}


def _shade(number: int, most: int) -> int:
    """Return 0 for none, then 1 to SHADES by the share of the fullest cell."""
    return 0 if not number else 1 + (SHADES - 1) * number // most if most else 0


def key_in_words(item: DraftItem) -> list[str]:
    """Return what is right in lines of words."""
    seen = Showing(item, [], lambda row: "").seen("zh")
    right = [
        f"{option.sign or _words(option)}{f' → {option.belongs}' if option.belongs else ''}"
        for option in seen.options
        if option.is_right or option.belongs
    ]
    right += [region.label for region in seen.regions if region.is_right]
    weights = (
        [_("Weights: %(weights)s") % {"weights": "; ".join(weighed)}] if (weighed := _weighed(seen)) else []
    )
    return [*right, *seen.key, *weights]


def _weighed(seen: Seen) -> list[str]:
    options = [f"{option.sign} {option.weight}" for option in seen.options if option.weight]
    return [*options, *(f"{region.label} {region.weight}" for region in seen.regions if region.weight)]


def _words(option: SeenOption) -> str:
    return "".join(piece.words for piece in option.pieces)


_NAMES = {
    "stem": gettext_lazy("Wording"),
    "option": gettext_lazy("Option"),
    "match": gettext_lazy("Partner"),
    "key": gettext_lazy("What is right"),
    "marking": gettext_lazy("How it is marked"),
    "rationale": gettext_lazy("Explanation"),
    "topic": gettext_lazy("Topic"),
    "difficulty": gettext_lazy("Difficulty"),
    "depth": gettext_lazy("Depth"),
    "source": gettext_lazy("Source"),
    "year": gettext_lazy("Year"),
}
_LANGUAGES = {"zh": gettext_lazy("Chinese"), "en": gettext_lazy("English")}


def compared_rows(lines: Sequence[Compared]) -> list[dict[str, Any]]:
    """Return compared lines with what each is, in words."""
    return [{"name": _name(line.name), "old": line.old, "new": line.new} for line in lines]


def changes_in(draft: ItemDraft) -> list[dict[str, Any]]:
    """Return what a draft changes in the newest wording of the question that it revises."""
    if draft.revises is None:
        return []
    item = item_of(draft)
    newest = draft.revises.versions.select_related("item").latest("number")
    # A draft may name the same topic in other words: that is said elsewhere.
    old = replace(draft_of(newest, bank=bank_of(draft.revises.topic)), topic=item.topic)
    book = TopicBook(draft.bank.code)
    return compared_rows(compare(in_lines(old, book), in_lines(item, book)))


def in_lines(item: DraftItem, book: TopicBook) -> list[Line]:
    """Return everything of a question in lines, topic, depth and difficulty by their names."""
    names = {"topic": book.name_of(item.topic), "depth": depth_text(item.depth)}
    marking = str(
        dict(Scoring.choices).get(str(item.scoring), "")
    )  # none where a file's rule was not understood
    said = replace(item, **names, difficulty=_difficulty(item.difficulty))
    return lines_of(said, key_in_words(item), marking)


def _difficulty(said: str) -> str:
    name = difficulty_of(said)
    return str(Difficulty(name).label) if name else said


def _name(name: str) -> str:
    what, *rest = name.split()
    return " ".join([str(_NAMES[what]), *(str(_LANGUAGES.get(word, word)) for word in rest)])


def sisters_shown(draft: ItemDraft) -> list[dict[str, Any]]:
    """Return the other questions of the bank that ask the same: each with its key, and whether that is another one."""
    own = answered(item_of(draft))
    return [
        {**_sister(one), "is_other": answered(one.item) != own} for one in sisters_of(draft)[:MOST_SISTERS]
    ]


def _sister(known: Known) -> dict[str, Any]:
    if isinstance(known.of, ItemDraft):
        address = reverse("question_bank:draft", args=[known.of.uuid])
        name = _("A draft that nobody has approved yet")
        return {"name": name, "address": address, "seen": showing_of_draft(known.of).both()}
    address = reverse("question_bank:item", args=[known.code])
    name = _("Question %(code)s") % {"code": known.code}
    return {"name": name, "address": address, "seen": showing_of_wording(known.of).both()}


def said(found: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return what is missing or doubtful, in words."""
    return [{"field": one.field, "words": words_for(one), "is_warning": one.is_warning} for one in found]
