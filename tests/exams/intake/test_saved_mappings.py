"""Saved column settings get other names and go again, after a question; two people at once lose nothing."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.exams.errors import MappingNotFound, UnusableName
from lms.exams.intake.mappings import delete_mapping, get_mapping, list_mappings, rename_mapping, save_mapping
from lms.exams.intake.models import SavedMapping
from tests.exams.intake.dialogues import GBK, continued, page_of, read_over_http, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files", "in_english")]
LONG = "W" * 60


def who() -> dict:
    return {"actor": Actor.system("test"), "now": timezone.now()}


def a_mapping(name: str) -> SavedMapping:
    return save_mapping(name=name, content={"version": 1}, by=None, **who())


def test_a_mapping_is_renamed_and_deleted_and_that_is_written_down():
    row = a_mapping("old")
    rename_mapping(uuid=row.uuid, name="new", **who())
    assert list_mappings() == ["new"]
    assert get_mapping("new") == {"version": 1}
    delete_mapping(uuid=row.uuid, **who())
    assert list_mappings() == []
    for again in (
        lambda: delete_mapping(uuid=row.uuid, **who()),
        lambda: rename_mapping(uuid=row.uuid, name="x", **who()),
    ):
        with pytest.raises(MappingNotFound):
            again()
    said = list(
        AuditEntry.objects.filter(action__contains="mapping").order_by("pk").values_list("action", flat=True)
    )
    assert said == ["exams.save_mapping", "exams.rename_mapping", "exams.delete_mapping"]


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "a\u200bb", "taken"])
def test_a_name_that_is_none_or_another_one_s_is_refused(name):
    a_mapping("taken")
    row = a_mapping("old")
    with pytest.raises(UnusableName):
        rename_mapping(uuid=row.uuid, name=name, **who())
    assert list_mappings() == ["old", "taken"]
    rename_mapping(uuid=row.uuid, name="old", **who())


def test_on_the_pages_one_is_asked_before_it_goes(client):
    row = a_mapping(LONG)
    a_mapping("taken")
    listed = page_of(client, "mappings/")
    assert LONG in text_of(listed)
    rename = reverse("intake:rename_mapping", args=[row.uuid])
    delete = reverse("intake:delete_mapping", args=[row.uuid])
    assert rename in listed.content.decode()
    refused = client.post(rename, {"name": "taken"})
    assert refused.status_code == 422
    assert "already. Choose another name." in text_of(refused)
    assert 'value="taken"' in refused.content.decode(), "what was typed is still there"
    assert "Renamed." in text_of(client.post(rename, {"name": "school"}, follow=True))
    assert "Delete the saved column settings “school”?" in text_of(client.get(delete))
    assert list_mappings() == ["school", "taken"], "asking deletes nothing"
    assert "Deleted." in text_of(client.post(delete, follow=True))
    assert list_mappings() == ["taken"]
    assert client.get(delete).status_code == client.post(delete).status_code == 404
    assert client.get(reverse("intake:rename_mapping", args=[uuid4()])).status_code == 404


def test_the_page_of_columns_leads_there(client):
    a_mapping("school")
    path = read_over_http(client, GBK, "a.csv")
    assert reverse("intake:mappings") in page_of(client, f"{path}columns/").content.decode()
    assert continued(client, path).status_code == 302


def test_the_list_costs_no_more_with_more_in_it(client, django_assert_max_num_queries):
    for number in range(40):
        a_mapping(f"m{number:02}")
    page_of(client, "mappings/")
    with django_assert_max_num_queries(12):
        page = page_of(client, "mappings/")
    assert page.content.decode().count("/rename/") == 25
    assert "Page 1 of 2" in text_of(page)
