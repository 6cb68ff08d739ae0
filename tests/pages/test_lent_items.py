"""A lesson that asks practice items of another programme's bank goes out with them, and comes in whole."""

from datetime import date, timedelta

import pytest
from wagtail.models import Page

from courses.catalog.api import get_published_version
from courses.pages.errors import PackIncomplete
from courses.pages.models import LessonPage, PackRelease
from courses.pages.packs import PackError, load_pack, read_pack
from courses.pages.packs.collector import collect_pack, written
from courses.pages.packs.differences import differences_of
from courses.pages.packs.export import make_pack
from lms.core.actor import Actor
from lms.exams.api import NewReview, item_hash, load_items, load_topics, record_reviews, topics_of_bank
from lms.exams.errors import UnusableItem
from lms.exams.models import Item, ItemVersion, Topic
from tests.factories.courses import NOW
from tests.factories.pages import take_away
from tests.support import quick_yaml as yaml

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "loaded_pack")]
ACTOR = Actor.system("test")
CODE = "CPC5-L01"
LENT = {
    "code": "SBC-P1",
    "topic": "SBC/dough",
    "type": "true_false",
    "use": "practice",
    "stem": {"zh": "面团要醒。", "en": "Dough has to rest."},
    "key": True,
}
TOPIC = {"code": "SBC/dough", "title": {"zh": "面团", "en": "Dough"}}


def lend(**changed) -> None:
    """Put the item into the other bank."""
    load_topics(topics=[TOPIC], actor=ACTOR, now=NOW)
    load_items(bank_items=[{**LENT, **changed}], actor=ACTOR, now=NOW)


def ask(code: str) -> LessonPage:
    """Let a lesson of the loaded programme ask it."""
    page = LessonPage.objects.get(lesson__code=CODE, locale__language_code="zh-hans")
    page.body.append(("practice", {"items": [code]}))
    page.save_revision().publish()
    return page


def exported() -> dict[str, bytes]:
    return collect_pack(get_published_version(programme_code="CPC5"))


def renamed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return the pack with an item and a topic of names that this installation does not have."""
    return {
        name.replace("SBC.dough", "SBC.paste"): content.replace(b"SBC-P1", b"SBC-P2").replace(
            b"SBC/dough", b"SBC/paste"
        )
        for name, content in files.items()
    }


def test_what_a_lesson_asks_of_another_bank_goes_along_and_comes_in_where_it_is_not() -> None:
    lend()
    ask(LENT["code"])
    make_pack(version=get_published_version(programme_code="CPC5"), now=NOW)
    files = renamed(exported())
    pack = read_pack(files)
    assert [item["code"] for item in pack.lent_items] == ["SBC-P2"]
    assert "SBC-P2" not in {item["code"] for item in pack.items}
    load_pack(files=files, actor=ACTOR, now=NOW)
    assert Item.objects.get(code="SBC-P2").topic == "SBC/paste"
    assert Topic.objects.get(code="SBC/paste").title_zh == "面团"
    assert exported() == files


def test_who_read_a_lent_item_is_said_along_with_it() -> None:
    lend()
    read = NewReview(LENT["code"], item_hash(LENT), "second", date(2026, 1, 5))
    record_reviews(reviews=[read], actor=ACTOR, now=NOW)
    ask(LENT["code"])
    assert read in read_pack(exported()).reviews


def test_what_the_other_bank_says_by_now_stays_as_it_is() -> None:
    lend()
    ask(LENT["code"])
    files = exported()
    lend(stem={"zh": "面团必须醒。", "en": "Dough must rest."})
    Topic.objects.filter(code=TOPIC["code"]).update(title_zh="和面")
    load_pack(files=files, actor=ACTOR, now=NOW)
    newest = ItemVersion.objects.filter(item__code=LENT["code"]).order_by("number").last()
    assert (newest.number, newest.stem_zh) == (2, "面团必须醒。")
    assert Topic.objects.get(code=TOPIC["code"]).title_zh == "和面"


def test_an_item_that_is_out_of_use_here_is_named_and_nothing_is_done(in_english) -> None:
    lend()
    ask(LENT["code"])
    files = exported()
    Item.objects.filter(code=LENT["code"]).update(retired_at=NOW, retired_why="旧")
    take_away(LessonPage.objects.filter(lesson__code=CODE))
    pages, releases = Page.objects.count(), PackRelease.objects.count()
    with pytest.raises(PackError, match=f"any more: {LENT['code']}"):
        load_pack(files=files, actor=ACTOR, now=NOW)
    assert (Page.objects.count(), PackRelease.objects.count()) == (pages, releases)


def test_a_pack_puts_no_examination_item_into_another_bank(in_english) -> None:
    lend()
    ask(LENT["code"])
    files = exported()
    name = "items/SBC.dough.yaml"
    spoilt = [{**row, "use": "examination"} for row in yaml.safe_load(files[name])]
    with pytest.raises(PackError) as refusal:
        read_pack({**files, name: yaml.safe_dump(spoilt, allow_unicode=True).encode()})
    said = [refusal.value.message, *refusal.value.reasons]
    assert any("items SBC-P1: of another bank" in sentence for sentence in said)


def test_a_lent_topic_is_one_of_another_bank(in_english) -> None:
    lend()
    ask(LENT["code"])
    files = exported()
    for code in ("CPC5/dough", "dough", "../x/y"):
        head = files["pack.yaml"].replace(b"code: SBC/dough", f"code: {code}".encode())
        with pytest.raises(PackError, match="lent_topics"):
            read_pack({**files, "pack.yaml": head})


def with_rows(files: dict[str, bytes], **more: object) -> dict[str, bytes]:
    """Return the pack with a further lent item that no lesson asks."""
    name = "items/SBC.dough.yaml"
    rows = [*yaml.safe_load(files[name]), {**LENT, "code": "SBC-P9", "topic": "SBC/dough", **more}]
    return {**files, name: yaml.safe_dump(rows, allow_unicode=True).encode()}


def test_a_pack_brings_nothing_of_another_bank_that_its_lessons_do_not_ask(in_english) -> None:
    lend()
    ask(LENT["code"])
    files = exported()
    with pytest.raises(PackError, match="items SBC-P9: it is another bank's, and no lesson"):
        read_pack(with_rows(files))
    head = yaml.safe_load(files["pack.yaml"])
    head["lent_topics"].append({"code": "SBC/idle", "title": {"zh": "无", "en": "None"}})
    with pytest.raises(PackError, match="lent_topics SBC/idle: no item"):
        read_pack({**files, "pack.yaml": written(head)})


def test_whoever_says_yes_reads_what_another_bank_gets() -> None:
    lend()
    ask(LENT["code"])
    files = exported()
    assert differences_of(read_pack(files)).lent.same == (LENT["code"],)
    assert differences_of(read_pack(renamed(files))).lent.new == ("SBC-P2",)


def test_a_code_that_is_another_question_here_is_refused(in_english) -> None:
    lend()
    ask(LENT["code"])
    files = renamed(exported())
    load_topics(topics=[{**TOPIC, "code": "XYZ/cars"}], actor=ACTOR, now=NOW)
    load_items(bank_items=[{**LENT, "code": "SBC-P2", "topic": "XYZ/cars"}], actor=ACTOR, now=NOW)
    with pytest.raises(UnusableItem, match="SBC-P2"):
        load_pack(files=files, actor=ACTOR, now=NOW)


def test_newer_words_that_came_a_moment_before_stay_the_newest(monkeypatch) -> None:
    lend()
    ask(LENT["code"])
    files = renamed(exported())

    def meanwhile(bank: str) -> list[Topic]:
        load_items(bank_items=[{**LENT, "code": "SBC-P2", "topic": "SBC/paste"}], actor=ACTOR, now=NOW)
        newer = {"zh": "面团一定要醒。", "en": "Dough has to rest indeed."}
        load_items(
            bank_items=[{**LENT, "code": "SBC-P2", "topic": "SBC/paste", "stem": newer}], actor=ACTOR, now=NOW
        )
        return topics_of_bank(bank)

    monkeypatch.setattr("courses.pages.packs.loader.topics_of_bank", meanwhile)
    load_pack(files=files, actor=ACTOR, now=NOW)
    newest = ItemVersion.objects.filter(item__code="SBC-P2").order_by("number").last()
    assert (newest.number, newest.stem_zh) == (2, "面团一定要醒。")


def test_a_lesson_that_was_to_go_or_to_come_later_is_read_once_a_pack_has_written_on_it() -> None:
    page = LessonPage.objects.get(lesson__code=CODE, locale__language_code="zh-hans")
    files = exported()
    LessonPage.objects.filter(pk=page.pk).update(live=False, go_live_at=NOW + timedelta(days=900))
    load_pack(files=files, actor=ACTOR, now=NOW)
    page = LessonPage.objects.get(pk=page.pk)
    assert (page.live, page.go_live_at, page.expire_at) == (True, None, None)


def test_a_lesson_that_cannot_go_out_is_named_as_its_author_knows_it(in_english) -> None:
    page = ask("GONE-1")
    with pytest.raises(PackIncomplete) as refusal:
        make_pack(version=get_published_version(programme_code="CPC5"), now=NOW)
    number = len(page.body)
    assert list(refusal.value.reasons) == [
        f"Lesson “{page.title}”: Block {number} (Practice): There is no practice item with the code GONE-1."
    ]
