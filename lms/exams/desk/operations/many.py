"""Writes to many drafts at once by those who write questions: submit what is whole, and bring topics into order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import MOST_CHARACTERS
from lms.exams.audit_actions import AuditAction
from lms.exams.bank.operations import load_topics
from lms.exams.desk import rules
from lms.exams.desk.drafts import findings_of, lock_open_drafts
from lms.exams.desk.topics import TopicBook
from lms.exams.desk.words import words_for
from lms.exams.errors import UnusableTopic
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.operations.taking import lock_bank
from lms.exams.interchange.as_json import to_json

MOST_AT_ONCE = 1000
LONGEST_TITLE = 100


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A draft that was left out, and why."""

    uuid: UUID
    stem: str
    reason: str


@dataclass(frozen=True, slots=True)
class SubmitReport:
    """How many drafts wait for their reader now, and each that does not."""

    submitted: int
    left: tuple[LeftOut, ...]


def submit_many(*, uuids: Sequence[UUID], by: User, actor: Actor, now: datetime) -> SubmitReport:
    """Hand all of these drafts to a second reader that are whole; say of each other one what is missing."""
    left, ready = [], []
    with transaction.atomic(durable=True):
        rows = lock_open_drafts(ItemDraft.objects.filter(uuid__in=list(uuids)[:MOST_AT_ONCE]))
        books = {bank.pk: TopicBook(bank.code) for bank in {row.bank for row in rows}}
        for draft in rows:
            missing = rules.errors(findings_of(draft, books[draft.bank_id]))
            if missing:
                left.append(LeftOut(draft.uuid, draft.stem, " ".join(words_for(one) for one in missing)))
                continue
            draft.state, draft.submitted_by, draft.submitted_at = DraftState.SUBMITTED, by, now
            ready.append(draft)
        ItemDraft.objects.bulk_update(ready, ["state", "submitted_by", "submitted_at"])
        changes = [audit.Change(draft) for draft in ready]
        audit.record_all(actor=actor, action=AuditAction.SUBMIT_DRAFT, changes=changes, now=now)
    return SubmitReport(len(ready), tuple(left))


def make_topic(*, bank: str, zh: str, en: str, actor: Actor, now: datetime) -> str:
    """Make a topic of a bank under these titles and return its full code, which is made of the pinyin.

    :raises UnusableTopic: no Chinese title, or one that the bank has.
    """
    title = zh.strip()[:LONGEST_TITLE]
    if not title:
        raise UnusableTopic(_("A topic needs a Chinese title."), field="zh")
    words = _in_letters(title)
    with transaction.atomic(durable=True):
        lock_bank(bank)  # of two titles with one pinyin, the second gets another code
        book = TopicBook(bank)
        if book.find(title):
            told = _("This bank has the topic “%(title)s” already.") % {"title": title}
            raise UnusableTopic(told, field="zh")
        code = f"{bank}/{_free_code(words, book)}"
        topic = {"code": code, "title": {"zh": title, "en": en.strip()[:150]}}
        load_topics(topics=[topic], actor=actor, now=now)
    return code


def _in_letters(title: str) -> str:
    # Here, as its dictionaries take a quarter of the start, and few processes need them.
    from pypinyin import lazy_pinyin

    letters = "-".join(lazy_pinyin(title))
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in letters)
    words = "-".join(word for word in plain.split("-") if word)[: MOST_CHARACTERS - 4].strip("-") or "topic"
    return words.lower()


def _free_code(words: str, book: TopicBook) -> str:
    names = [words, *(f"{words}-{number}" for number in range(2, 1000))]
    return next(name for name in names if f"{book.bank}/{name}" not in book.codes)


def name_topic(*, bank: str, said: str, topic: str, by: User, actor: Actor, now: datetime) -> int:
    """Let open drafts that name a topic in these words name this topic of the bank; return how many there are.

    :raises UnusableTopic: the bank has no such topic.
    """
    code = TopicBook(bank).find(topic)
    if not code:
        raise UnusableTopic(_("Choose a topic."), field="topic")
    with transaction.atomic(durable=True):
        rows = lock_open_drafts(ItemDraft.objects.filter(bank__code=bank, topic=said))
        for draft in rows:
            item = replace(item_of(draft), topic=code.removeprefix(f"{bank}/"))
            draft.topic, draft.content, draft.revision = item.topic, to_json(item), draft.revision + 1
            draft.changed_by, draft.changed_at = by, now
        ItemDraft.objects.bulk_update(rows, ["topic", "content", "revision", "changed_by", "changed_at"])
        changes = [audit.Change(draft, before={"topic": said}, after={"topic": code}) for draft in rows]
        audit.record_all(actor=actor, action=AuditAction.CHANGE_DRAFT, changes=changes, now=now)
    return len(rows)
