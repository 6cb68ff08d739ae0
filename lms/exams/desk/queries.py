"""Reads for the desk: questions of the bank and drafts, found by words and facts, counted by topic and kind."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.exams.bank.models import Item, ItemReview, ItemVersion, Topic
from lms.exams.bank.queries import titles_of_topics
from lms.exams.bank.rules.items import bank_of
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.drafts import own
from lms.exams.desk.rules import DIFFICULTIES
from lms.exams.desk.wanted import NO_TOPIC, Shelf, Wanted
from lms.exams.errors import ItemNotFound
from lms.exams.intake.models import DraftReading, DraftState, ItemDraft, ItemImport
from lms.exams.statistics.policies import sets_visible_to
from lms.exams.statistics.queries import flagged_in

NEWEST_IMPORTS = 50


def find_wordings(wanted: Wanted, user: User) -> QuerySet[ItemVersion]:
    """Return the newest wording of each question of the bank that is looked for, by code.

    Flagged are those of which figures that the user may see say: look at it.
    """
    newer = ItemVersion.objects.filter(item=OuterRef("item"), number__gt=OuterRef("number"))
    rows = ItemVersion.objects.filter(~Exists(newer)).select_related("item")
    rows = rows.filter(item__retired_at__isnull=wanted.shelf != Shelf.RETIRED)
    for word in wanted.words.split():
        told = Q(stem_zh__icontains=word) | Q(stem_en__icontains=word)
        rows = rows.filter(told | Q(item__code__icontains=word) | Q(item__topic__icontains=word))
    facts = {
        "item__topic__begins": f"{wanted.bank}/" if wanted.bank else "",
        "item__topic": wanted.topic,
        "item__kind": wanted.kind,
        "item__use": wanted.use,
        "difficulty": wanted.difficulty,
        "depth": wanted.depth,
        "draft__origin__uuid": wanted.origin,
    }
    rows = rows.filter(**{name: value for name, value in facts.items() if value})
    if wanted.no_english:
        rows = rows.filter(stem_en="")
    if wanted.unread:
        rows = rows.filter(~Exists(ItemReview.objects.filter(version=OuterRef("pk"))))
    if wanted.flagged:
        rows = rows.filter(pk__in=flagged_in(sets_visible_to(user)).values("version"))
    return rows.order_by("item__code")


_STATES = {
    Shelf.OPEN: Q(state=DraftState.OPEN, note=""),
    Shelf.BACK: Q(state=DraftState.OPEN) & ~Q(note=""),
    Shelf.WAITING: Q(state=DraftState.SUBMITTED),
    Shelf.DISCARDED: Q(state=DraftState.DISCARDED),
}


def find_drafts(wanted: Wanted, user: User) -> QuerySet[ItemDraft]:
    """Return the drafts that are looked for: those that wait in the order in which they came, of others the newest
    file or question first, each file in its own order.
    """
    rows = ItemDraft.objects.filter(_STATES[wanted.shelf]).select_related(
        "bank", "author", "revises", "origin", "changed_by", "read_by"
    )
    for word in wanted.words.split():
        told = Q(stem__icontains=word) | Q(content__stem__en__icontains=word)
        rows = rows.filter(told | Q(topic__icontains=word) | Q(content__code__icontains=word))
    facts = {
        "bank__code": wanted.bank,
        "kind": wanted.kind,
        "use": wanted.use,
        "content__depth": wanted.depth,
        "origin__uuid": wanted.origin,
    }
    rows = rows.filter(**{name: value for name, value in facts.items() if value})
    if wanted.topic == NO_TOPIC:
        rows = rows.filter(topic="")
    elif wanted.topic:
        rows = rows.filter(topic__in=_ways_to_say(wanted.topic))
    if wanted.difficulty:
        # As `difficulty_of` reads them: files write Hard, too.
        rows = rows.filter(
            content__difficulty__iregex=rf"^\s*({'|'.join(DIFFICULTIES[wanted.difficulty])})\s*$"
        )
    if wanted.no_english:
        rows = rows.filter(Q(content__stem__en__isnull=True) | Q(content__stem__en=""))
    if wanted.mine:
        rows = rows.filter(own(user))
    if wanted.unread:
        rows = rows.filter(~Exists(seen_by(user))).exclude(own(user))
    # What one file brought has one moment, and stays in the order of the file.
    return rows.order_by(
        *(("submitted_at", "pk") if wanted.shelf == Shelf.WAITING else ("-created_at", "pk"))
    )


def seen_by(user: User) -> QuerySet[DraftReading]:
    """Return what a reader had before the eyes, as it is now; for drafts as the outer query."""
    return DraftReading.objects.filter(reader=user, draft=OuterRef("pk"), revision=OuterRef("revision"))


def _ways_to_say(topic: str) -> list[str]:
    """Return what drafts may call a topic: its code with or without the bank, or a title."""
    named = Topic.objects.filter(code=topic).values_list("title_zh", "title_en").first() or ()
    return [topic, topic.removeprefix(f"{bank_of(topic)}/"), *(title for title in named if title)]


# --- counts ----------------


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many questions there are of each topic and kind; rows by topic, columns by kind, and the sums."""

    kinds: tuple[str, ...]
    rows: tuple[tuple[str, str, tuple[int, ...], int], ...]  # topic, its title, numbers by kind, sum
    sums: tuple[int, ...]

    @property
    def number(self) -> int:
        """Return how many there are altogether."""
        return sum(self.sums)


def coverage(wanted: Wanted, user: User) -> Coverage:
    """Count what is looked for by topic and kind, whatever topic and kind are looked for."""
    wide = replace(wanted, topic="", kind="")
    if wanted.is_of_drafts:
        cells = _drafts_by_cell(wide, user)
    else:
        found = find_wordings(wide, user).order_by().values_list("item__topic", "item__kind")
        cells = Counter({(topic, kind): number for topic, kind, number in found.annotate(number=Count("pk"))})
    kinds = tuple(sorted({kind for _topic, kind in cells}))
    topics = sorted({topic for topic, _kind in cells})
    titles = titles_of_topics(topics)
    rows = []
    for topic in topics:
        numbers = tuple(cells[topic, kind] for kind in kinds)
        rows.append((topic, titles[topic], numbers, sum(numbers)))
    sums = tuple(sum(cells[topic, kind] for topic in topics) for kind in kinds)
    return Coverage(kinds, tuple(rows), sums)


def _drafts_by_cell(wanted: Wanted, user: User) -> Counter[tuple[str, str]]:
    """Count drafts under the topics that they mean; one that names none of the bank's stays as it is written."""
    found = find_drafts(wanted, user).order_by().values_list("bank__code", "topic", "kind")
    counted = list(found.annotate(number=Count("pk")))
    books = {bank: TopicBook(bank) for bank in {bank for bank, *_rest in counted}}
    cells: Counter[tuple[str, str]] = Counter()
    for bank, topic, kind, number in counted:
        cells[books[bank].find(topic) or topic, kind] += number
    return cells


def count_shelves(bank: str = "") -> dict[Shelf, int]:
    """Return how many questions of a bank, or of all, lie on each shelf."""
    items = Item.objects.filter(topic__begins=f"{bank}/") if bank else Item.objects.all()
    waiting = ItemDraft.objects.filter(bank__code=bank) if bank else ItemDraft.objects.all()
    retired = items.aggregate(
        bank=Count("pk", filter=Q(retired_at__isnull=True)), retired=Count("pk", filter=~Q(retired_at=None))
    )
    drafts = waiting.aggregate(
        **{shelf.value: Count("pk", filter=condition) for shelf, condition in _STATES.items()}
    )
    return {shelf: {**retired, **drafts}[shelf.value] for shelf in Shelf}


def count_waiting_for(user: User) -> int:
    """Return how many drafts wait that the person may read: those without a part of theirs."""
    return ItemDraft.objects.filter(state=DraftState.SUBMITTED).exclude(own(user)).count()


# --- what can be looked for ----------------


def list_topics(bank: str = "") -> list[tuple[str, str]]:
    """Return the topics of a bank, or of all, as (full code, title)."""
    begins = f"{bank}/" if bank else ""
    used = Item.objects.filter(topic__begins=begins).order_by("topic").values_list("topic", flat=True)
    named = Topic.objects.filter(code__begins=begins).values_list("code", flat=True)
    codes = sorted({*used.distinct(), *named})
    titles = titles_of_topics(codes)
    return [(code, titles[code]) for code in codes]


def unknown_topics(bank: str) -> list[tuple[str, int]]:
    """Return the words by which open drafts of a bank name topics that it has not, and how many use them."""
    rows = ItemDraft.objects.filter(bank__code=bank, state__in=[DraftState.OPEN, DraftState.SUBMITTED])
    said = rows.exclude(topic="").order_by("topic").values_list("topic").annotate(number=Count("pk"))
    book = TopicBook(bank)
    return [(topic, number) for topic, number in said if not book.find(topic)]


def names_of_topics(drafts: Iterable[ItemDraft]) -> dict[int, str]:
    """Return what the topic of each draft is called; one that the bank has not is called as it is written."""
    rows = list(drafts)
    books = {bank: TopicBook(bank) for bank in {row.bank.code for row in rows}}
    titles = {bank: dict(book.choices()) for bank, book in books.items()}
    found = {row.pk: books[row.bank.code].find(row.topic) for row in rows}
    short = {row.pk: found[row.pk].removeprefix(f"{row.bank.code}/") for row in rows}
    return {row.pk: titles[row.bank.code].get(short[row.pk], row.topic) for row in rows}


def list_depths() -> list[str]:
    """Return the words for depth that wordings carry."""
    rows = ItemVersion.objects.exclude(depth="").order_by("depth")
    return list(rows.values_list("depth", flat=True).distinct())


def list_imports() -> list[ItemImport]:
    """Return the newest files that were taken in."""
    return list(ItemImport.objects.select_related("bank").defer("report")[:NEWEST_IMPORTS])


# --- one question ----------------


def get_item(code: str) -> Item:
    """Return a question of the bank.

    :raises ItemNotFound: there is none.
    """
    item = Item.objects.select_related("retired_by").filter(code=code).first()
    if item is None:
        raise ItemNotFound(_("There is no such question in the bank."))
    return item


def wordings_of(item: Item) -> list[ItemVersion]:
    """Return the wordings of a question, the newest first, with attachments, readings and the draft of each."""
    rows = item.versions.order_by("-number").prefetch_related("attachments", "reviews")
    return list(rows.select_related("item", "draft", "draft__author", "draft__read_by"))


def twins_of(item: Item) -> list[Item]:
    """Return the other questions that ask the same."""
    if not item.twin_group:
        return []
    return list(Item.objects.filter(twin_group=item.twin_group).exclude(pk=item.pk))


def open_draft_of(item: Item) -> ItemDraft | None:
    """Return the next wording that somebody has begun."""
    states = [DraftState.OPEN, DraftState.SUBMITTED]
    return item.drafts.filter(state__in=states).select_related("author").first()


# --- reading ----------------


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for a reader, in order: the place of one among them, its neighbours, and how many were seen."""

    number: int
    place: int
    before: ItemDraft | None
    after: ItemDraft | None
    seen: int


def waiting_for(wanted: Wanted, user: User) -> QuerySet[ItemDraft]:
    """Return what waits for a reader in the order in which it came."""
    return find_drafts(replace(wanted, shelf=Shelf.WAITING), user).exclude(own(user))


def queue_of(draft: ItemDraft, wanted: Wanted, user: User) -> Queue:
    """Return where a draft stands among what waits."""
    rows = waiting_for(replace(wanted, unread=False), user)
    later = Q(submitted_at__gt=draft.submitted_at) | Q(submitted_at=draft.submitted_at, pk__gt=draft.pk)
    after = rows.filter(later).first()
    before = rows.exclude(later).exclude(pk=draft.pk).reverse().first()
    number = rows.count()
    place = number - rows.filter(later).count()
    return Queue(number, place, before, after, rows.filter(Exists(seen_by(user))).count())


def seen_and_waiting(wanted: Wanted, user: User) -> QuerySet[ItemDraft]:
    """Return what a reader has seen as it is now, and has neither approved nor sent back."""
    return waiting_for(replace(wanted, unread=False), user).filter(Exists(seen_by(user)))


def drafts_of(user: User) -> QuerySet[ItemDraft]:
    """Return the open drafts of a person, those that came back first; of a file's only what came back."""
    began_here = Q(origin=None) | Q(read_at__isnull=False)
    rows = ItemDraft.objects.filter(began_here, own(user), state=DraftState.OPEN)
    return rows.select_related("bank", "read_by").order_by(F("read_at").desc(nulls_last=True), "-pk")
