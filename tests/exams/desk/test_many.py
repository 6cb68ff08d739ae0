"""Drafts of an old file: topics are brought into order, what is whole is submitted, the rest says why not."""

import re
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from lms.core.models import AuditEntry
from lms.exams.api import load_items
from lms.exams.bank.topicbook import TopicBook
from lms.exams.desk.drafts import own_hash
from lms.exams.desk.operations import (
    NewDraft,
    begin_draft,
    delete_topic,
    make_topic,
    name_topic,
    plan_sorting,
    rename_topic,
    sort_many,
    submit_many,
    topics,
)
from lms.exams.desk.queries import unknown_topics
from lms.exams.desk.sorting import Sorting
from lms.exams.errors import DraftChanged, TopicInUse, UnusableDraft, UnusableTopic
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.operations import ImportedFile, take_in
from lms.exams.models import Topic
from tests.exams.intake.samples import a_reading, a_single
from tests.factories.accounts import sign_in
from tests.factories.drafts import BANK, WHO, a_topic, an_author, write
from tests.factories.exams import an_item
from tests.factories.papers import a_paper_scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def old_file() -> list[ItemDraft]:
    """Three questions of an old spreadsheet: one names a topic by its title, one by other words, one has no key."""
    a_topic()
    reading = a_reading(
        a_single("一？", topic="用电安全"),
        a_single("二？", topic="安全用电（旧）"),
        replace(a_single("三？", topic="safety"), key=None),
    )
    take_in(bank=BANK, reading=reading, file=ImportedFile("old.xlsx", "0" * 64), by=an_author(), **WHO)
    return list(ItemDraft.objects.order_by("pk"))


def states() -> list[str]:
    return list(ItemDraft.objects.order_by("pk").values_list("state", flat=True))


def test_what_is_whole_is_submitted_and_the_rest_says_what_it_lacks(old_file) -> None:
    report = submit_many(uuids=[draft.uuid for draft in old_file], by=an_author(), **WHO)
    assert report.submitted == 1
    assert [one.stem for one in report.left] == ["二？", "三？"]
    assert "安全用电（旧）" in report.left[0].reason
    assert states() == [DraftState.SUBMITTED, DraftState.OPEN, DraftState.OPEN]


def test_words_of_a_file_become_a_topic_or_mean_one(old_file) -> None:
    assert unknown_topics(BANK) == [("安全用电（旧）", 1)]
    assert name_topic(bank=BANK, said="安全用电（旧）", topic="safety", by=an_author(), **WHO) == 1
    assert unknown_topics(BANK) == []
    assert old_file[1].revision + 1 == ItemDraft.objects.get(pk=old_file[1].pk).revision
    code = make_topic(bank=BANK, zh="蒸制 面点", en="Steaming", **WHO)
    assert code == f"{BANK}/zheng-zhi-mian-dian"
    assert make_topic(bank=BANK, zh="蒸制面点", en="", **WHO) == f"{BANK}/zheng-zhi-mian-dian-2"
    for title in ("", "用电安全"):
        with pytest.raises(UnusableTopic):
            make_topic(bank=BANK, zh=title, en="", **WHO)
    with pytest.raises(UnusableTopic):
        name_topic(bank=BANK, said="x", topic="nowhere", by=an_author(), **WHO)


def test_all_words_of_a_file_become_topics_at_once(old_file, monkeypatch) -> None:
    for draft, words in zip(old_file, ("气割", "焊接缺陷", "焊 接缺陷"), strict=False):
        ItemDraft.objects.filter(pk=draft.pk).update(topic=words)
    client = sign_in(Client(), an_author())
    client.cookies["language"] = "en"
    address = f"{reverse('question_bank:topics')}?bank={BANK}"
    assert "Make 3 topics of all these words" in client.get(address).content.decode()
    monkeypatch.setattr(topics, "MOST_NEW_TOPICS", 2)
    refused = client.post(address, {"deed": "all"})
    assert refused.status_code == 422
    assert "These are 3 different words" in refused.content.decode()
    assert unknown_topics(BANK) != []
    monkeypatch.undo()
    assert "topics were made." in client.post(address, {"deed": "all"}, follow=True).content.decode()
    assert unknown_topics(BANK) == []
    assert {"气割", "焊接缺陷"} <= set(Topic.objects.values_list("title_zh", flat=True))


def test_a_topic_gets_other_titles_and_what_names_it_by_a_title_stays_under_it(old_file) -> None:
    rename_topic(bank=BANK, topic="safety", zh="安全", en="Keep safe", **WHO)
    assert TopicBook(BANK).titles[f"{BANK}/safety"] == ("安全", "Keep safe")
    assert unknown_topics(BANK) == [("安全用电（旧）", 1)]
    draft = ItemDraft.objects.get(pk=old_file[0].pk)
    assert (draft.topic, draft.content["topic"], draft.revision) == ("safety", "safety", old_file[0].revision)
    entry = AuditEntry.objects.get(action="exams.rename_topic")
    assert entry.before_hash != entry.after_hash
    make_topic(bank=BANK, zh="工具", en="", **WHO)
    for topic, zh, en in (
        ("safety", "工具", ""),
        ("safety", "", "x"),
        ("safety", "长" * 101, ""),
        ("no", "一", ""),
    ):
        with pytest.raises(UnusableTopic):
            rename_topic(bank=BANK, topic=topic, zh=zh, en=en, **WHO)


def test_only_a_topic_that_nothing_uses_is_deleted(old_file) -> None:
    unused, asked = (make_topic(bank=BANK, zh=title, en="", **WHO) for title in ("工具", "急救"))
    a_paper_scheme(rows=[{"topic": asked, "type": "single", "count": 4, "marks": 25}])
    load_items(bank_items=[an_item("single", topic=f"{BANK}/kept")], **WHO)
    for used, word in (("safety", "drafts"), (asked, "blueprints"), ("kept", "questions of the bank")):
        with pytest.raises(TopicInUse, match=word), override("en"):
            delete_topic(bank=BANK, topic=used, **WHO)
    delete_topic(bank=BANK, topic=unused, **WHO)
    assert not Topic.objects.filter(code=unused).exists()
    assert AuditEntry.objects.get(action="exams.delete_topic").before_hash
    with pytest.raises(UnusableTopic):
        delete_topic(bank=BANK, topic=unused, **WHO)


def test_all_of_it_on_the_pages(old_file) -> None:
    client = sign_in(Client(), an_author())
    client.cookies["language"] = "en"
    topics = f"{reverse('question_bank:topics')}?bank={BANK}"
    assert "安全用电（旧）" in client.get(topics).content.decode()
    client.post(topics, {"said": "安全用电（旧）"})
    assert Topic.objects.filter(title_zh="安全用电（旧）").exists()
    for refused in (
        {"zh": ""},
        {"zh": "长" * 400},
        {"said": "x", "topic": "nowhere"},
        {"deed": "delete", "topic": "safety"},
    ):
        assert client.post(topics, refused).status_code == 422
    changing = f"{topics}&change=safety"
    assert 'value="用电安全"' in client.get(changing).content.decode()
    client.post(changing, {"deed": "rename", "topic": "safety", "zh": "安全", "en": "Safety"})
    assert Topic.objects.filter(title_zh="安全").exists()
    found = f"{reverse('question_bank:submit_found')}?shelf=open&bank={BANK}"
    assert "3 drafts are meant" in client.get(found).content.decode()
    page = client.post(found).content.decode()
    assert "1 was left out" in page
    assert states() == [DraftState.SUBMITTED, DraftState.SUBMITTED, DraftState.OPEN]
    assert "0 drafts" in client.get(f"{reverse('question_bank:submit_found')}?shelf=bank").content.decode()


def given(page: str) -> list[str]:
    return re.findall(r"<ins>(.*?)</ins>", page)


def test_many_drafts_get_a_topic_difficulty_and_depth(old_file) -> None:
    wish, uuids = Sorting("safety", "hard", "apply"), [draft.uuid for draft in old_file]
    plan = plan_sorting(uuids=uuids, wish=wish)
    assert [[one.name for one in row.given] for row in plan.rows] == [
        ["difficulty", "depth"],  # its words mean the topic already
        ["topic", "difficulty", "depth"],
        ["difficulty", "depth"],
    ]
    assert sort_many(uuids=uuids, wish=wish, seen=plan.seen, by=an_author(), **WHO) == 3
    drafts = ItemDraft.objects.order_by("pk")
    assert [draft.topic for draft in drafts] == ["用电安全", "safety", "safety"]
    assert {(draft.content["difficulty"], draft.content["depth"]) for draft in drafts} == {("hard", "apply")}
    assert [draft.content_hash for draft in drafts] == [own_hash(draft) for draft in drafts]
    written = AuditEntry.objects.filter(action="exams.change_draft", target_uuid__in=uuids)
    assert written.exclude(before_hash="").exclude(after_hash="").count() == 3
    assert plan_sorting(uuids=uuids, wish=wish).already == 3


def test_what_becomes_the_same_as_another_draft_is_kept_beside_it(old_file) -> None:
    twin = a_reading(a_single("四？", topic="用电安全", difficulty="hard"))
    take_in(bank=BANK, reading=twin, file=ImportedFile("new.xlsx", "1" * 64), by=None, **WHO)
    write(ItemDraft.objects.get(stem="四？"), an_author(), stem={"zh": "一？"})
    uuids = list(ItemDraft.objects.values_list("uuid", flat=True))
    plan = plan_sorting(uuids=uuids, wish=Sorting(difficulty="hard"))
    assert sort_many(uuids=uuids, wish=Sorting(difficulty="hard"), seen=plan.seen, by=an_author(), **WHO) == 3
    assert ItemDraft.objects.filter(content__difficulty="hard").count() == 4


def test_nothing_is_given_that_was_not_shown(old_file) -> None:
    author, uuids = an_author(), [draft.uuid for draft in old_file]
    plan = plan_sorting(uuids=uuids, wish=Sorting(depth="apply"))
    name_topic(bank=BANK, said="安全用电（旧）", topic="safety", by=author, **WHO)
    for wish in (Sorting(depth="apply"), Sorting(depth="know")):
        with pytest.raises(DraftChanged):
            sort_many(uuids=uuids, wish=wish, seen=plan.seen, by=author, **WHO)
    with pytest.raises(UnusableDraft):
        plan_sorting(uuids=uuids, wish=Sorting())
    with pytest.raises(UnusableTopic):
        plan_sorting(uuids=uuids, wish=Sorting("nowhere"))
    other = begin_draft(new=NewDraft("OTHER"), by=author, **WHO)
    with pytest.raises(UnusableTopic, match="several|几个"):
        plan_sorting(uuids=[*uuids, other.uuid], wish=Sorting("safety"))


def test_chosen_drafts_are_sorted_on_the_page_after_a_look(old_file) -> None:
    client = sign_in(Client(), an_author())
    client.cookies["language"] = "en"
    listed = client.get(reverse("question_bank:index"), {"shelf": "open", "bank": BANK}).content.decode()
    assert listed.count('name="draft"') == 3
    two = "&".join(f"draft={draft.uuid}" for draft in old_file[1:])
    place = f"{reverse('question_bank:sort_found')}?shelf=open&bank={BANK}&{two}&draft=x"
    assert "2 drafts are meant" in client.get(place).content.decode()
    assert client.post(place, {"deed": "look"}).status_code == 422
    assert client.post(place, {"deed": "give", "topic": "nowhere"}).status_code == 422
    response = client.post(place, {"deed": "give", "topic": "safety", "seen": "stale"})
    assert "Look at what would be done now" in response.content.decode()
    assert given(response.content.decode()) == ["Electrical safety"]
    seen = response.context["plan"].seen
    assert client.post(place, {"deed": "give", "topic": "safety", "seen": seen}).status_code == 302
    assert [draft.topic for draft in ItemDraft.objects.order_by("pk")] == ["用电安全", "safety", "safety"]


def test_who_gave_a_topic_to_those_without_one_is_led_to_them_and_not_to_an_empty_list(old_file) -> None:
    ItemDraft.objects.filter(pk=old_file[1].pk).update(topic="", content={**old_file[1].content, "topic": ""})
    client = sign_in(Client(), an_author())
    place = f"{reverse('question_bank:sort_found')}?shelf=open&bank={BANK}&topic=-"
    seen = client.post(place, {"deed": "look", "topic": "safety"}).context["plan"].seen
    answer = client.post(place, {"deed": "give", "topic": "safety", "seen": seen})
    assert answer["Location"] == f"{reverse('question_bank:index')}?shelf=open&bank={BANK}"
    assert old_file[1].stem in client.get(answer["Location"]).content.decode()


def test_drafts_without_a_topic_or_with_an_unknown_one_are_found(old_file) -> None:
    reading = a_reading(a_single("四？", topic=""))
    take_in(bank=BANK, reading=reading, file=ImportedFile("4.xlsx", "4" * 64), by=None, **WHO)
    client = sign_in(Client(), an_author())
    for topic, stem in (("-", "四？"), ("安全用电（旧）", "二？")):
        page = client.get(reverse("question_bank:index"), {"shelf": "open", "topic": topic})
        assert [row.stem for row in page.context["rows"]] == [stem]
