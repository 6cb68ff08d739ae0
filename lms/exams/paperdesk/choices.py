"""What the editor of a blueprint offers: topics, kinds and depths of a bank, and its questions found by words."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from lms.core.language import pick
from lms.exams.bank.models import Item, ItemKind, ItemUse, ItemVersion
from lms.exams.bank.queries import banks_of, titles_of_topics
from lms.exams.bank.rules import CHOICE_KINDS, one_line
from lms.exams.bank.rules.items import bank_of
from lms.exams.intake.banks import bank_choices, bank_in_words, names_of_banks
from lms.exams.paperdesk.words import depth_text
from lms.exams.papers.models import ExaminationScheme

MOST_FOUND = 20
LONGEST_STEM = 80
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Offer:
    """The choices of a row; a topic's words say how many examination questions it has."""

    topics: list[Choice]
    kinds: list[Choice]
    depths: list[Choice]


@dataclass(frozen=True, slots=True)
class FoundItem:
    """A question of the bank by its code, with the beginning of its words."""

    code: str
    stem: str


def offer_of(bank: str) -> Offer:
    """Return what a blueprint of this bank may ask; without a bank everything that there is."""
    items = _items(bank)
    counted = dict(items.order_by("topic").values_list("topic").annotate(Count("pk")))
    titles = titles_of_topics(counted)
    topics = [(code, f"{titles[code]} ({counted[code]})") for code in counted]
    held = set(items.values_list("kind", flat=True)) or set(CHOICE_KINDS)
    depths = ItemVersion.objects.filter(item__in=items).exclude(depth="").order_by("depth")
    return Offer(
        topics=topics,
        kinds=[(kind, str(label)) for kind, label in ItemKind.choices if kind in held],
        depths=[(depth, depth_text(depth)) for depth in depths.values_list("depth", flat=True).distinct()],
    )


def _items(bank: str) -> QuerySet[Item]:
    items = Item.objects.filter(use=ItemUse.EXAMINATION, retired_at__isnull=True)
    return items.filter(topic__begins=f"{bank}/") if bank else items


def banks_of_schemes() -> list[Choice]:
    """Return the banks that examinations draw from, in words."""
    codes = ExaminationScheme.objects.exclude(bank="").order_by("bank").values_list("bank", flat=True)
    return bank_choices(codes.distinct())


def offered_banks() -> list[tuple[str, str, int]]:
    """Return the banks that have examination questions: code, words, and how many each has."""
    counted: Counter[str] = Counter()
    for topic, number in _items("").order_by().values_list("topic").annotate(Count("pk")):
        counted[bank_of(topic)] += number
    names = names_of_banks()
    return [(code, bank_in_words(code, names), number) for code, number in sorted(counted.items())]


def list_banks() -> list[str]:
    """Return the codes of the banks that have examination questions; the empty one for those of no bank."""
    return banks_of(_items(""))


def search_items(bank: str, words: str) -> tuple[list[FoundItem], int]:
    """Return the first examination questions whose code or wording has these words, and how many there are."""
    items = _items(bank)
    for word in words.split():
        in_words = Q(versions__stem_zh__icontains=word) | Q(versions__stem_en__icontains=word)
        items = items.filter(Q(code__icontains=word) | in_words)
    codes = items.order_by("code").values_list("code", flat=True).distinct()
    return named_items(list(codes[:MOST_FOUND])), codes.count()


def named_items(codes: Collection[str]) -> list[FoundItem]:
    """Return these questions with their words; a code that the bank does not have keeps only its name."""
    rows = ItemVersion.objects.filter(item__code__in=codes).select_related("item")
    versions = rows.order_by("item__code", "number")
    stems = {version.item.code: one_line(pick(version, "stem"), LONGEST_STEM) for version in versions}
    return [FoundItem(code, stems.get(code, "")) for code in codes]
