"""What a pack would change here, by code and block: what somebody reads before saying yes."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Q
from django.utils import translation
from wagtail.models import Page

from courses.catalog.api import Lesson, ProgrammeVersion, changes_since_published, difference_text
from courses.pages.models import LessonPage, PackRelease, Picture
from courses.pages.packs.attachments import Attachments, find_attachments
from courses.pages.packs.lessons import languages_of, page_of
from courses.pages.packs.loader import digest_of_picture
from courses.pages.packs.lost_drafts import lost_drafts
from courses.pages.packs.names_here import as_named_here
from courses.pages.packs.page_values import LOCALES, bare_body
from courses.pages.packs.picture_words import name_in_pack
from courses.pages.packs.reader import Pack
from courses.pages.packs.records import ChangedRecord, changed_records
from courses.pages.packs.shapes import Context
from courses.pages.packs.shown_words import Titles, lines_of_block, titles_of_files
from courses.pages.packs.standing_pages import Standing as StandingPages
from courses.pages.packs.standing_pages import standing_pages
from courses.pages.packs.wording import ChangedLine, Comparer, lines_of
from lms.core.standing import Standing, standing_of
from lms.exams.api import (
    NewScheme,
    compare_items,
    compare_practicals,
    compare_rubrics,
    compare_schemes,
)

FACTS = ("title", "summary", "objectives")


@dataclass(frozen=True, slots=True)
class ChangedBlock:
    """One block of a lesson: its place in the pack (or here, when it goes), its type, and what happens to it."""

    place: int
    kind: str
    change: str
    words: tuple[ChangedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangedPage:
    """What changes on the page of a lesson in one language; `words` are those of its facts, each at its name."""

    code: str
    title: str
    language: str
    facts: tuple[str, ...]
    blocks: tuple[ChangedBlock, ...]
    words: tuple[ChangedLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """What is new, changed and the same; the changed pages; the changed plan in words; what to think about.

    `plan` has sentences by language; `warnings` codes with what each is about; `left_out` is of how many changed things
    not all words are kept.
    """

    lessons: Standing
    items: Standing
    lent: Standing
    rubrics: Standing
    schemes: Standing
    practicals: Standing
    pictures: Standing
    recordings: Standing
    handouts: Standing
    pages: tuple[ChangedPage, ...] = ()
    records: tuple[ChangedRecord, ...] = ()
    left_out: int = 0
    plan: dict[str, list[str]] = field(default_factory=dict)
    warnings: dict[str, list[str]] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the values for JSON."""
        return asdict(self)


def differences_of(pack: Pack) -> Differences:
    """Compare a pack, which was read and found usable, with what is here."""
    standing = standing_pages(pack.plan.code, [lesson["code"] for lesson in pack.lessons])
    shown = _shown_pages(standing)
    pictures, attached = _known_pictures(pack), find_attachments(pack.attachments)
    keys = Keys(pictures | {name: row.pk for name, row in attached.items()})
    comparer, plan = Comparer(), as_named_here(pack)
    pages = tuple(_changed_pages(pack, shown, keys, comparer))
    standings = {
        "items": compare_items(pack.items),
        "rubrics": compare_rubrics(pack.rubrics),
        "schemes": compare_schemes(NewScheme(**scheme) for scheme in pack.schemes),
        "practicals": compare_practicals(pack.practicals),
        "recordings": _recordings(pack.attachments, attached),
    }
    return Differences(
        lessons=_lessons(pack, shown, {page.code for page in pages}),
        pictures=_pictures(pack, pictures),
        handouts=standing_of(dict.fromkeys(pack.attachments.handouts), dict.fromkeys(attached)),
        **standings,
        lent=_lent(pack),
        pages=pages,
        records=changed_records(pack, standings, attached, comparer),
        left_out=comparer.left_out,
        plan=in_each_language(lambda: [difference_text(row) for row in changes_since_published(plan)]),
        warnings=dict(
            _warnings(pack, shown, {page.code for page in pages}, lost_drafts(pack, keys, standing))
        ),
    )


def basis_of(programme: str) -> str:
    """Return a name for what stands here of a programme.

    It is another one when since then a pack was loaded, a page was written or published, or a version made.
    """
    releases = PackRelease.objects.filter(version__programme__code=programme).order_by("-loaded_at")
    versions = ProgrammeVersion.objects.filter(programme__code=programme).order_by("-number")
    pages = Page.objects.filter(
        Q(lessonpage__lesson__owner__code=programme)
        | Q(programmepage__programme__code=programme)
        | Q(coursepage__course__version__programme__code=programme)
        | Q(unitpage__unit__course__version__programme__code=programme)
    ).order_by("pk")
    standing = [
        list(releases.values_list("uuid", "loaded_at")[:1]),
        list(versions.values_list("uuid", "state")[:1]),
        list(pages.values_list("pk", "latest_revision_id", "live_revision_id", "live")),
    ]
    return hashlib.sha256(json.dumps(standing, cls=DjangoJSONEncoder).encode()).hexdigest()


def in_each_language(words: Callable[[], Any]) -> dict[str, Any]:
    """Return what a function says in each language of the interface: who reads it later may have another one."""
    said = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            said[language] = words()
    return said


# --- lessons ----------------

Shown = Mapping[tuple[str, str], LessonPage]


def _shown_pages(standing: StandingPages) -> Shown:
    """Return the lesson pages that the pack would write over, by lesson code and language."""
    languages = {locale: language for language, locale in LOCALES.items()}
    return {
        (name, languages[locale]): page
        for (model, name, locale), page in standing.items()
        if model is LessonPage
    }


def _lessons(pack: Pack, shown: Shown, changed: set[str]) -> Standing:
    here = {code: False for code, _language in shown}
    return standing_of({lesson["code"]: lesson["code"] in changed for lesson in pack.lessons}, here)


def _changed_pages(
    pack: Pack, shown: Shown, keys: Mapping[str, int], comparer: Comparer
) -> Iterator[ChangedPage]:
    minutes = dict(Lesson.objects.filter(pages__in=shown.values()).values_list("code", "minutes"))
    known = {lesson["code"] for lesson in pack.lessons} & {code for code, _language in shown}
    wanted = {
        (lesson["code"], language): {
            **page_of(lesson, Context(language, files=keys), lesson["code"]),
            "minutes": lesson["minutes"],
        }
        for lesson in pack.lessons
        if lesson["code"] in known
        for language in languages_of(lesson)
    }
    titles = titles_of_files((page.body.raw_data for page in shown.values()), keys)
    for (code, language), new in wanted.items():
        changed = _changed_page(shown.get((code, language)), new, minutes.get(code), Words(titles, comparer))
        if changed is not None:
            facts, words, blocks = changed
            yield ChangedPage(code, new["title"], language, facts, blocks, words)


@dataclass(frozen=True, slots=True)
class Words:
    """What comparing the words of a page needs: how its files are called, and what has been kept up to now."""

    titles: Titles
    comparer: Comparer


PageChanges = tuple[tuple[str, ...], tuple[ChangedLine, ...], tuple[ChangedBlock, ...]]


def _changed_page(
    page: LessonPage | None, new: Mapping[str, Any], minutes: int | None, words: Words
) -> PageChanges | None:
    """Return changed facts, their words and the changed blocks of a page, or None when it stays as it is."""
    if page is None:  # all of it is new in this language, there is nothing to stand beside it
        blocks = tuple(_changed_blocks([], bare_body(new["body"]), None))
        return FACTS, (), blocks
    here = {name: getattr(page, name) for name in FACTS} | {"minutes": minutes}
    named = ("minutes", *FACTS) if page.locale.language_code == LOCALES["zh"] else FACTS
    facts = tuple(name for name in named if here[name] != new[name])
    lines = [list(lines_of({name: side[name] for name in facts})) for side in (here, new)]
    blocks = tuple(_changed_blocks(bare_body(page.body), bare_body(new["body"]), words))
    if not facts and not blocks and page.live:
        return None
    return facts, words.comparer.changes(*lines) if facts else (), blocks


def _changed_blocks(old: list[dict], new: list[dict], words: Words | None) -> Iterator[ChangedBlock]:
    texts = [[json.dumps(block, sort_keys=True) for block in blocks] for blocks in (old, new)]
    for what, i1, i2, j1, j2 in SequenceMatcher(None, *texts, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        for step in range(max(i2 - i1, j2 - j1)):
            before = old[i1 + step] if i1 + step < i2 else None
            after = new[j1 + step] if j1 + step < j2 else None
            place = (j1 if after is not None else i1) + step + 1
            yield _changed_block(place, before, after, words)


def _changed_block(place: int, old: dict | None, new: dict | None, words: Words | None) -> ChangedBlock:
    change = "removed" if new is None else "added" if old is None else "changed"
    kind = str((new or old or {})["type"])
    if words is None:
        return ChangedBlock(place, kind, change)
    sides = [lines_of_block(block, words.titles) if block else [] for block in (old, new)]
    if old and new and old["type"] != new["type"]:  # the words only: each kind has places of its own
        sides = [[("", text) for _at, text in side] for side in sides]
    return ChangedBlock(place, kind, change, words.comparer.changes(*sides))


# --- pictures and attachments ----------------


class Keys(dict[str, int]):
    """The keys of the pack's files that are here; for the others one below 0, which nothing has: reading found them."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> int:
        self[name] = -len(self) - 1
        return self[name]


def _known_pictures(pack: Pack) -> Keys:
    """Return the keys of the pack's pictures that are here."""
    digests = {name: digest_of_picture(content) for name, content in pack.drawings.items()}
    rows = Picture.objects.filter(file_hash__in=digests.values()).order_by("-pk")
    keys = dict(rows.values_list("file_hash", "pk"))
    return Keys({name: keys[digest] for name, digest in digests.items() if digest in keys})


def _pictures(pack: Pack, known: Mapping[str, int]) -> Standing:
    """Pictures have no code: one of another content under a name that is here counts as changed."""
    keys = dict(known)
    stems = {name: name.rsplit("/", 1)[-1].rsplit(".", 1)[0] for name in pack.drawings}
    names = {name_in_pack(row) for row in Picture.objects.only("title", "file", "file_hash")}
    here = {name: name in keys for name in stems if name in keys or stems[name] in names}
    return standing_of(dict.fromkeys(pack.drawings, True), here)


def _recordings(attachments: Attachments, known: Mapping[str, Any]) -> Standing:
    """A recording has the same words here when its captions are the same, in every language that the pack has."""
    wanted = {name: attachments.captions_of(name) for name in attachments.recordings}
    here = {
        name: {language: known[name].captions.get(language) for language in wanted[name]}
        for name in wanted
        if name in known
    }
    return standing_of(wanted, here)


def _lent(pack: Pack) -> Standing:
    """Return the practice items of other banks: what is here keeps its words, so that only new ones are a change."""
    found = compare_items(pack.lent_items)
    return Standing(new=found.new, same=(*found.same, *found.changed))


# --- what to think about ----------------


def _warnings(
    pack: Pack, shown: Shown, changed: set[str], lost: Mapping[int, str]
) -> Iterator[tuple[str, list[str]]]:
    """Yield codes with what each is about, those that apply; `lost` are pages that somebody is still at work on."""
    read = {review.item for review in pack.reviews}
    brought = {(lesson["code"], language) for lesson in pack.lessons for language in languages_of(lesson)}
    edited = [code for (code, _l), page in shown.items() if page.pk not in lost and _edited(page)]
    found = {
        "drafts_lost": sorted(set(lost.values())),
        "shown_again": sorted(
            {
                code
                for (code, language), page in shown.items()
                if not page.live and (code, language) in brought
            }
        ),
        "edited_here": sorted(changed.intersection(edited)),
        "older_version": _newer_versions(pack),
        "stays": _staying(pack),
        "not_written": _not_written(pack),
        "one_language": [lesson["code"] for lesson in pack.lessons if len(languages_of(lesson)) == 1],
        "unread": [item["code"] for item in pack.items if item["code"] not in read],
    }
    yield from ((code, about) for code, about in found.items() if about)


def _edited(page: LessonPage) -> bool:
    """Return whether a person wrote on the page after a pack did: revisions of a pack name nobody."""
    return page.latest_revision is not None and page.latest_revision.user_id is not None


def _newer_versions(pack: Pack) -> list[str]:
    rows = ProgrammeVersion.objects.filter(programme__code=pack.plan.code, number__gt=pack.plan.number)
    return [str(number) for number in rows.order_by("number").values_list("number", flat=True)]


def _staying(pack: Pack) -> list[str]:
    """Return the programme's lessons that are shown here and that the pack no longer has."""
    codes = [lesson["code"] for lesson in (*pack.lessons, *pack.planned)]
    own = Lesson.objects.filter(owner__code=pack.plan.code, pages__live=True).exclude(code__in=codes)
    return list(own.order_by("code").distinct().values_list("code", flat=True))


def _not_written(pack: Pack) -> list[str]:
    """Return the lessons that the pack only plans and that no page shows here either."""
    planned = [lesson["code"] for lesson in pack.planned]
    shown = LessonPage.objects.live().filter(lesson__code__in=planned).values_list("lesson__code", flat=True)
    return [code for code in planned if code not in set(shown)]
