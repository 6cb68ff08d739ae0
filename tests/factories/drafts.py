"""Drafts of questions for tests: `a_draft(by)`, `a_waiting_draft(by)`, and the people around them."""

from dataclasses import replace
from itertools import count
from typing import Any

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.exams.api import load_topics
from lms.exams.desk.operations.drafting import NewDraft, Wording, begin_draft, change_draft, submit_draft
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import ItemDraft
from lms.exams.interchange.drafts import DraftItem, Kind, Option
from tests.factories.accounts import a_user
from tests.factories.courses import NOW
from tests.factories.organisations import a_site

WHO: dict[str, Any] = {"actor": Actor(None, "content_reviewer"), "now": NOW}
BANK, TOPIC = "LV", "safety"
_numbers = count(1)


def an_author() -> User:
    return a_user(Role.INSTRUCTOR, a_site())


def a_reader() -> User:
    return a_user(Role.CONTENT_REVIEWER, a_site())


def an_officer() -> User:
    return a_user(Role.EXAMINATIONS_OFFICER, a_site())


def a_topic(code: str = TOPIC, zh: str = "用电安全", en: str = "Electrical safety") -> None:
    """Name a topic of the bank."""
    load_topics(
        topics=[{"code": f"{BANK}/{code}", "title": {"zh": zh, "en": en}}], actor=WHO["actor"], now=NOW
    )


def a_question(**changes: Any) -> DraftItem:
    """Return a whole question with one right answer; every one has other words."""
    number = next(_numbers)
    item = DraftItem(
        Kind.SINGLE,
        {
            "zh": f"第{number}题：停电后先做什么？",
            "en": f"Question {number}: what comes first after switching off?",
        },
        "b",
        options=(
            Option("a", {"zh": "接地", "en": "earth"}),
            Option("b", {"zh": "验电", "en": "prove dead"}),
            Option("c", {"zh": "挂牌", "en": "hang the sign"}),
        ),
        rationale={"zh": "先验电，后接地。", "en": "Prove dead, then earth."},
        topic=TOPIC,
    )
    return replace(item, **changes)


def a_draft(by: User, *, use: str = "practice", **changes: Any) -> ItemDraft:
    """Return an open draft with a whole question."""
    a_topic()
    draft = begin_draft(new=NewDraft(BANK, use=use), by=by, **WHO)
    return write(draft, by, a_question(**changes))


def write(draft: ItemDraft, by: User, item: DraftItem | None = None, **changes: Any) -> ItemDraft:
    """Write into a draft, as its newest revision."""
    draft.refresh_from_db()
    question = item or replace(item_of(draft), **changes)
    wording = Wording(question, draft.use, draft.revision)
    return change_draft(uuid=draft.uuid, wording=wording, by=by, **WHO)


def submit(draft: ItemDraft, by: User) -> ItemDraft:
    return submit_draft(uuid=draft.uuid, revision=draft.revision, by=by, **WHO)


def a_waiting_draft(by: User, **changes: Any) -> ItemDraft:
    """Return a draft that waits for its second reader."""
    return submit(a_draft(by, **changes), by)
