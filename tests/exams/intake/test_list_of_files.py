"""The list of files: what runs is stopped there, what could not be read is put away, imports are found."""

from __future__ import annotations

import pytest

from lms.exams.intake.models import ItemDraft, QuestionUpload
from tests.exams.intake.dialogues import (
    BASE,
    GIFT,
    an_officer,
    page_of,
    read,
    sent,
    taken,
    text_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]


def test_the_list_cancels_what_runs_and_puts_away_what_could_not_be_read(client, who):
    running, waiting = sent(who, GIFT), read(sent(who, GIFT))
    broken = [read(sent(who, b"MZ\x90\x00" + bytes(50), f"{number}.exe")) for number in range(12)]
    stuck = read(sent(who, b"nothing that asks", "x.txt"))
    assert {row.state for row in (*broken, stuck)} <= {"refused", "stuck"}
    page = text_of(page_of(client, ""))
    assert "Page 1 of 2" in page
    assert "Put away the 13 that could not be read" in page
    assert "Stop and delete the file" in text_of(page_of(client, "?u=2"))
    for row in (running, waiting, broken[0]):
        assert client.post(f"{BASE}files/{row.uuid}/cancel/")["Location"] == BASE
        assert QuestionUpload.objects.get(pk=row.pk).state == "discarded"
    assert "12 files were put away." in text_of(client.post(f"{BASE}tidy/", follow=True))
    assert set(QuestionUpload.objects.values_list("state", flat=True)) == {"discarded"}
    assert "Your files on the way in" not in text_of(page_of(client, ""))


def test_only_ones_own_files_are_put_away(client):
    other = read(sent(an_officer(), b"nothing that asks", "x.txt"))
    client.post(f"{BASE}tidy/")
    assert QuestionUpload.objects.get(pk=other.pk).state == other.state
    assert client.post(f"{BASE}files/{other.uuid}/cancel/").status_code == 404


def test_imports_are_found_by_words_and_by_what_is_left_to_do(client, who):
    for name, bank in (("电工.gift", "ELEC"), ("面点.gift", "COOK")):
        taken(read(sent(who, GIFT, name, bank)))
    ItemDraft.objects.filter(bank__code="COOK").update(state="discarded")

    def found(query: str) -> set[str]:
        page = text_of(page_of(client, f"?{query}"))
        return {name for name in ("电工.gift", "面点.gift") if name in page}

    both = {"电工.gift", "面点.gift"}
    assert found("") == found("which=all") == found("which=nonsense") == both
    assert found("words=面点") == found("words=cook") == found("which=done") == {"面点.gift"}
    assert found("which=open") == {"电工.gift"}
    assert found("words=面点&which=open") == set()
    assert "No import fits this." in text_of(page_of(client, "?words=nobody"))
    assert 'value="nobody"' in page_of(client, "?words=nobody").content.decode()
