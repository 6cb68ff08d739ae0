"""Writes to the topics of a bank by those who write questions: make, rename, delete, and say what words mean."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core import audit
from lms.core.actor import Actor
from lms.core.codes import MOST_CHARACTERS
from lms.exams.audit_actions import AuditAction
from lms.exams.bank import rules as rules_of_bank
from lms.exams.bank.models import Item, Topic
from lms.exams.bank.operations import load_topics
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.drafts import lock_drafts
from lms.exams.desk.queries import unknown_topics
from lms.exams.errors import TopicInUse, UnusableTopic
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.operations.taking import lock_bank
from lms.exams.interchange.as_json import to_json
from lms.exams.papers.queries import has_blueprint_with

# Characters, as the columns of `Topic` hold them.
LONGEST_CHINESE, LONGEST_ENGLISH = 100, 150
MOST_NEW_TOPICS = 100


def make_topic(*, bank: str, zh: str, en: str, actor: Actor, now: datetime) -> str:
    """Make a topic of a bank under these titles and return its full code, which is made of the pinyin.

    :raises UnusableTopic: no Chinese title, one that the bank has, or a title that is too long.
    """
    titles = _titles(zh, en)
    with transaction.atomic(durable=True):
        lock_bank(bank)  # of two titles with one pinyin, the second gets another code
        return _make(bank, titles, actor=actor, now=now)


def make_topics_of_words(*, bank: str, actor: Actor, now: datetime) -> int:
    """Make a topic of each of the words by which drafts of a bank name none; return how many there are.

    Words that can be no title, such as very long ones, stay as they are.

    :raises UnusableTopic: there are so many that they are hardly topics.
    """
    made = 0
    with transaction.atomic(durable=True):
        lock_bank(bank)
        said = [words for words, _number in unknown_topics(bank)]
        if len(said) > MOST_NEW_TOPICS:
            words = _("These are %(number)d different words, more than a bank has topics. Check the column.")
            raise UnusableTopic(words % {"number": len(said)})
        for each in said:
            with suppress(UnusableTopic):
                _make(bank, _titles(each, ""), actor=actor, now=now)
                made += 1
    return made


def _make(bank: str, titles: tuple[str, str], *, actor: Actor, now: datetime) -> str:
    title, english = titles
    words, book = _in_letters(title), TopicBook(bank)
    _refuse_taken(book, title)
    code = f"{bank}/{_free_code(words, book)}"
    load_topics(topics=[{"code": code, "title": {"zh": title, "en": english}}], actor=actor, now=now)
    return code


def rename_topic(*, bank: str, topic: str, zh: str, en: str, actor: Actor, now: datetime) -> None:
    """Give a topic of a bank other titles; its code stays, and with it everything that is under the topic.

    Drafts that name it by a title name it by its code from then on. It stays the same topic for them, so that their
    revisions, and what readers have read, stay as they are.

    :raises UnusableTopic: the bank has no such topic, no Chinese title, one of another topic, or a title too long.
    """
    title, english = _titles(zh, en)
    with transaction.atomic(durable=True):
        lock_bank(bank)
        book = TopicBook(bank)
        code = _known(book, topic)
        _refuse_taken(book, title, but=code)
        _refuse_taken(book, english, but=code, field="en")
        drafts = list(_drafts_under(book, code).select_for_update(of=("self",)))
        for draft in drafts:
            _let_name(draft, rules_of_bank.without_bank(bank, code))
        ItemDraft.objects.bulk_update(drafts, ["topic", "content"])
        row = Topic.objects.select_for_update().filter(code=code).first() or Topic(code=code)
        before = {"zh": row.title_zh, "en": row.title_en}
        row.title_zh, row.title_en = title, english
        row.save()
        after = {"zh": title, "en": english}
        audit.record(
            actor=actor, action=AuditAction.RENAME_TOPIC, target=row, before=before, after=after, now=now
        )


def delete_topic(*, bank: str, topic: str, actor: Actor, now: datetime) -> None:
    """Delete a topic of a bank that no question, no draft (not even a discarded one) and no blueprint uses.

    :raises UnusableTopic: the bank has no such topic.
    :raises TopicInUse: something uses it.
    """
    with transaction.atomic(durable=True):
        lock_bank(bank)
        book = TopicBook(bank)
        code = _known(book, topic)
        uses = {
            _("questions of the bank"): Item.objects.filter(topic=code).exists(),
            _("drafts"): _drafts_under(book, code).exists(),
            _("blueprints of examinations"): has_blueprint_with(code),
        }
        if found := [words for words, is_so in uses.items() if is_so]:
            told = _("This topic cannot be deleted; it is used by: %(uses)s.") % {"uses": _(", ").join(found)}
            raise TopicInUse(told)
        row = Topic.objects.select_for_update().get(code=code)
        before = {"code": code, "zh": row.title_zh, "en": row.title_en}
        audit.record(actor=actor, action=AuditAction.DELETE_TOPIC, target=row, before=before, now=now)
        row.delete()


def name_topic(*, bank: str, said: str, topic: str, by: User, actor: Actor, now: datetime) -> int:
    """Let open drafts that name a topic in these words name this topic of the bank; return how many there are.

    :raises UnusableTopic: the bank has no such topic.
    """
    code = TopicBook(bank).find(topic)
    if not code:
        raise UnusableTopic(_("Choose a topic."), field="topic")
    with transaction.atomic(durable=True):
        rows = lock_drafts(ItemDraft.objects.filter(bank__code=bank, topic=said), DraftState.OPEN)
        for draft in rows:
            _let_name(draft, rules_of_bank.without_bank(bank, code))
            draft.revision += 1
            draft.changed_by, draft.changed_at = by, now
        ItemDraft.objects.bulk_update(rows, ["topic", "content", "revision", "changed_by", "changed_at"])
        changes = [audit.Change(draft, before={"topic": said}, after={"topic": code}) for draft in rows]
        audit.record_all(actor=actor, action=AuditAction.CHANGE_DRAFT, changes=changes, now=now)
    return len(rows)


def _titles(zh: str, en: str) -> tuple[str, str]:
    """Return both titles as they are kept."""
    title, english = zh.strip(), en.strip()
    if not title:
        raise UnusableTopic(_("A topic needs a Chinese title."), field="zh")
    for field, words, most in (("zh", title, LONGEST_CHINESE), ("en", english, LONGEST_ENGLISH)):
        if len(words) > most:
            told = _("The title is too long: at most %(most)d characters, this has %(number)d.")
            raise UnusableTopic(told % {"most": most, "number": len(words)}, field=field)
    return title, english


def _refuse_taken(book: TopicBook, title: str, *, but: str = "", field: str = "zh") -> None:
    if title and book.find(title) not in ("", but):
        told = _("This bank has the topic “%(title)s” already.") % {"title": title}
        raise UnusableTopic(told, field=field)


def _known(book: TopicBook, topic: str) -> str:
    code = rules_of_bank.in_bank(book.bank, topic)
    if code not in book.codes:
        raise UnusableTopic(_("This bank does not have that topic any more."), field="topic")
    return code


def _drafts_under(book: TopicBook, code: str) -> QuerySet[ItemDraft]:
    """Return what is not in the bank yet and names a topic in whatever words."""
    rows = ItemDraft.objects.filter(bank__code=book.bank).exclude(state=DraftState.APPROVED)
    said = rows.order_by().values_list("topic", flat=True).distinct()
    return rows.filter(topic__in=[words for words in said if words and book.find(words) == code]).order_by(
        "pk"
    )


def _let_name(draft: ItemDraft, topic: str) -> None:
    draft.topic, draft.content = topic, to_json(replace(item_of(draft), topic=topic))


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
