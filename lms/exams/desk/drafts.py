"""One draft: its question, what it still lacks, and the lock under which it is changed."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.circuits import size_of
from lms.core.errors import DomainError
from lms.core.formulas import mathml_of
from lms.exams.bank.models import AttachmentKind, ItemUse, ItemVersion
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk import rules
from lms.exams.desk.kept import look_over
from lms.exams.desk.rules import Around, Finding
from lms.exams.errors import DraftChanged, DraftNotFound, DraftStepRefused
from lms.exams.intake.considering import hash_of
from lms.exams.intake.drafts import asking, hash_of_its_own, item_of
from lms.exams.intake.known import attached_names
from lms.exams.intake.models import Bank, DraftAttachment, DraftContributor, DraftState, ItemDraft
from lms.exams.interchange.drafts import DraftItem
from lms.exams.papers.printing.characters import named, unprintable_in
from lms.exams.papers.printing.formulas import unprintable_in_formula

LONGEST_TITLE = 40


def get_draft(uuid: UUID) -> ItemDraft:
    """Return a draft with its people.

    :raises DraftNotFound: there is none.
    """
    people = ("author", "changed_by", "submitted_by", "read_by", "bank", "origin", "revises")
    draft = ItemDraft.objects.select_related(*people).filter(uuid=uuid).first()
    if draft is None:
        raise _gone()
    return draft


def lock_bank_of(uuid: UUID) -> None:
    """Lock the bank of a draft: of two that become the same question, the second is told so."""
    Bank.objects.select_for_update().filter(drafts__uuid=uuid).first()


def lock_draft(uuid: UUID, *, step: str, revision: int | None = None) -> ItemDraft:
    """Return a draft, locked, that may take a step; `revision` is the one that the caller had before the eyes.

    :raises DraftNotFound: there is none.
    :raises DraftStepRefused: it is in another state by now.
    :raises DraftChanged: somebody changed it meanwhile.
    """
    draft = ItemDraft.objects.select_for_update().filter(uuid=uuid).first()
    if draft is None:
        raise _gone()
    if not rules.may_step(step, draft.state):
        words = _("This cannot be done any more: the question is “%(state)s” by now.")
        raise DraftStepRefused(words % {"state": draft.get_state_display()})
    if revision is not None and revision != draft.revision:
        who = draft.changed_by or draft.author
        words = _("%(who)s has changed this question meanwhile. Nothing of yours was saved over it.")
        raise DraftChanged(words % {"who": who or _("Somebody")})
    return draft


def lock_drafts(drafts: QuerySet[ItemDraft], state: DraftState) -> list[ItemDraft]:
    """Return those of these drafts that are in a state, locked, their banks before them."""
    wanted = drafts.filter(state=state)
    banks = Bank.objects.select_for_update().filter(pk__in=wanted.values("bank")).order_by("pk")
    by_key = {bank.pk: bank for bank in banks}
    rows = list(
        wanted.select_for_update().filter(bank__in=by_key).order_by("pk").prefetch_related("attachments")
    )
    for row in rows:
        row.bank = by_key[row.bank_id]
    return rows


def _gone() -> DraftNotFound:
    return DraftNotFound(_("There is no such draft."))


def own(user: User) -> Q:
    """Return the condition that a person had a part in a draft: began, changed or submitted it.

    Who gave it a topic, a depth or a difficulty only, had none.
    """
    changed = DraftContributor.objects.filter(user=user)
    return Q(author=user) | Q(submitted_by=user) | Q(pk__in=changed.values("draft"))


def had_a_part(draft: ItemDraft, user: User) -> bool:
    """Return whether a person began, changed or submitted a draft, as it is kept; under its lock, for certain."""
    return ItemDraft.objects.filter(own(user), pk=draft.pk).exists()


def around_of(draft: ItemDraft, book: TopicBook) -> Around:
    """Return what is known of a draft beside its words."""
    attached = {row.number: _known_of(row) for row in draft.attachments.all()}
    return Around(attached, bool(book.find(draft.topic)), _unprintable(draft))


def _unprintable(draft: ItemDraft) -> str:
    """Return the characters of an examination question that no paper can show: better said now than at the press."""
    if draft.use != ItemUse.EXAMINATION:
        return ""
    item = item_of(draft)
    texts = [item.stem, *(option.text for option in (*item.options, *item.matches))]
    return named(unprintable_in(words for text in texts for words in text.values()))


def _known_of(row: DraftAttachment) -> tuple[str, bool, bool]:
    is_there = bool(row.file if row.kind == AttachmentKind.PICTURE else row.source.strip())
    return row.kind, is_there, bool(row.alternative_zh.strip() or row.alternative_en.strip())


def findings_of(
    draft: ItemDraft, book: TopicBook | None = None, others: "Neighbours | None" = None
) -> list[Finding]:
    """Return what a draft lacks, errors first; `book` and `others` where many are asked."""
    book = book or TopicBook(draft.bank.code)
    item = item_of(draft)
    found = [*_unreadable(draft), *rules.findings(item, around_of(draft, book))]
    if not rules.errors(found):
        found = [*_of_the_bank(draft, item, book, others or Neighbours([draft])), *found]
    return found


def _unreadable(draft: ItemDraft) -> Iterator[Finding]:
    """Yield what is wrong with formulas and circuits, in the words of who draws them."""
    for row in draft.attachments.all():
        try:
            if row.kind == AttachmentKind.FORMULA and row.source.strip():
                mathml_of(row.source)
                yield from _unprintable_formula(draft, row)
            elif row.kind == AttachmentKind.CIRCUIT and row.source.strip():
                size_of(row.source)
        except DomainError as error:
            yield Finding("attachments", "unreadable", f"[[{row.number}]]: {error.message}")


def _unprintable_formula(draft: ItemDraft, row: DraftAttachment) -> Iterator[Finding]:
    """Yield what of a formula of an examination question would stand on paper as something else."""
    if draft.use == ItemUse.EXAMINATION:
        words = _("[[%(number)d]]: “%(tex)s” cannot be printed on paper: %(what)s.")
        for what in unprintable_in_formula(row.source):
            told = words % {"number": row.number, "tex": row.source, "what": what}
            yield Finding("attachments", "unreadable", told)


def _of_the_bank(
    draft: ItemDraft, item: DraftItem, book: TopicBook, others: "Neighbours"
) -> Iterator[Finding]:
    """Yield that the bank would not take it, has it as it is, or has another draft that asks the same."""
    content_hash, reasons = look_over(draft, topic=book.find(item.topic))
    for reason in reasons:
        yield Finding("kind", "not_usable", reason)
    if content_hash and content_hash == others.kept_hash(draft):
        yield Finding("stem_zh", "nothing_changed")
    if (stem := others.repeated(draft)) is not None:
        yield Finding("stem_zh", "repeated", stem[:LONGEST_TITLE])


class Neighbours:
    """What a bank has beside drafts: who asks the same, and the wordings that are replaced. Asked once for many."""

    def __init__(self, drafts: Sequence[ItemDraft]) -> None:
        self._hashes = {draft.pk: own_hash(draft) for draft in drafts}
        same = ItemDraft.objects.filter(content_hash__in=set(self._hashes.values()))
        rows = asking(same).order_by("pk")
        self._same: dict[tuple[int, str], list[tuple[int, str, int | None]]] = {}
        for bank, digest, *told in rows.values_list("bank", "content_hash", "pk", "stem", "version__item"):
            self._same.setdefault((bank, digest), []).append((told[0], told[1], told[2]))
        revised = {draft.revises_id for draft in drafts if draft.revises_id is not None}
        wordings = ItemVersion.objects.filter(item__in=revised).order_by("number")
        self._kept = dict(wordings.values_list("item", "content_hash")) if revised else {}

    def kept_hash(self, draft: ItemDraft) -> str:
        """Return the hash of the wording that is to be replaced, or nothing."""
        return self._kept.get(draft.revises_id, "") if draft.revises_id is not None else ""

    def repeated(self, draft: ItemDraft) -> str | None:
        """Return the words of another draft that asks the same, not those of the question that is to be replaced."""
        for pk, stem, item in self._same.get((draft.bank_id, self._hashes[draft.pk]), ()):
            if pk != draft.pk and (item is None or item != draft.revises_id):
                return stem
        return None


def repeats_of(draft: ItemDraft, content_hash: str) -> QuerySet[ItemDraft]:
    """Return other drafts of the bank, not discarded, that ask the same."""
    others = ItemDraft.objects.filter(bank=draft.bank_id, content_hash=content_hash)
    return others.exclude(pk=draft.pk).exclude(state=DraftState.DISCARDED)


def own_hash(draft: ItemDraft) -> str:
    """Return the hash of what a draft asks, whatever others ask."""
    return hash_of(draft.content, attached_names(draft.attachments.all()))


def hash_unless_taken(draft: ItemDraft, digest: str, *, is_taken: bool) -> str:
    """Return the hash of what is asked; a draft that asks what another asks gets one of its own, and is told so.

    What is half written may well be the same for a while, and must not be lost.
    """
    if draft.stem.strip() and not is_taken:
        return digest
    return hash_of_its_own(draft, digest)


def rehash(drafts: Sequence[ItemDraft]) -> None:
    """Give drafts of which something was changed the hashes of what they ask now, inside the caller's locks."""
    digests = {draft.pk: own_hash(draft) for draft in drafts}
    others = ItemDraft.objects.filter(content_hash__in=digests.values()).exclude(pk__in=digests)
    others = others.exclude(state=DraftState.DISCARDED)
    taken = set(others.values_list("bank_id", "content_hash"))
    for draft in drafts:
        digest = digests[draft.pk]
        is_taken = (draft.bank_id, digest) in taken
        draft.content_hash = hash_unless_taken(draft, digest, is_taken=is_taken)
        taken.add((draft.bank_id, draft.content_hash))
