"""Drafts of an old file: topics are brought into order, what is whole is submitted, the rest says why not."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from lms.exams.desk.operations import make_topic, name_topic, submit_many
from lms.exams.desk.queries import unknown_topics
from lms.exams.errors import UnusableTopic
from lms.exams.intake.models import DraftState, ItemDraft
from lms.exams.intake.operations import ImportedFile, take_in
from lms.exams.models import Topic
from tests.exams.intake.samples import a_reading, a_single
from tests.factories.accounts import sign_in
from tests.factories.drafts import BANK, WHO, a_topic, an_author

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


def test_all_of_it_on_the_pages(old_file) -> None:
    client = sign_in(Client(), an_author())
    client.cookies["language"] = "en"
    topics = f"{reverse('question_bank:topics')}?bank={BANK}"
    assert "安全用电（旧）" in client.get(topics).content.decode()
    client.post(topics, {"said": "安全用电（旧）"})
    assert Topic.objects.filter(title_zh="安全用电（旧）").exists()
    client.post(topics, {"zh": ""})
    client.post(topics, {"said": "x", "topic": "nowhere"})
    found = f"{reverse('question_bank:submit_found')}?shelf=open&bank={BANK}"
    assert "3 drafts were found" in client.get(found).content.decode()
    page = client.post(found).content.decode()
    assert "1 was left out" in page
    assert states() == [DraftState.SUBMITTED, DraftState.SUBMITTED, DraftState.OPEN]
    assert "0 drafts" in client.get(f"{reverse('question_bank:submit_found')}?shelf=bank").content.decode()
