"""A file is sent, looked at, mapped, confirmed and taken in, or leaves nothing."""

from __future__ import annotations

import pytest

from lms.core.models import AuditEntry
from lms.exams.intake.models import ItemDraft, ItemImport
from tests.exams.intake.dialogues import (
    BASE,
    GBK,
    GIFT,
    an_officer,
    client_of,
    fields_of,
    kept_files,
    read,
    sent,
    taken,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("private_files")]


def test_a_file_that_needs_no_mapping_is_read_shown_and_taken_in(django_capture_on_commit_callbacks):
    who = an_officer()
    row = read(sent(who, GIFT, "old.gift"))
    assert (row.state, row.found["format"]) == ("ready", "gift")
    html = client_of(who).get(f"{BASE}files/{row.uuid}/").content.decode()
    assert "一加一等于几" in html
    assert not ItemDraft.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        done = taken(row)
    assert done.state == "taken"
    assert (done.origin.by, done.origin.file_name, done.report) == (who, "old.gift", [])
    assert ItemDraft.objects.count() == 2
    assert kept_files() == []


def test_a_table_is_mapped_on_its_first_rows():
    who = an_officer()
    row = read(sent(who, GBK))
    assert (row.state, row.found["encoding"]) == ("mapping", "gb18030")
    client = client_of(who)
    page = client.get(f"{BASE}files/{row.uuid}/columns/")
    html = page.content.decode()
    assert "触电后先做什么？" in html
    said = fields_of(html)
    answer = client.post(f"{BASE}files/{row.uuid}/columns/", said)
    assert answer.status_code == 302, answer.content.decode()
    row = read(row)
    assert row.state == "ready", (row.problems, row.look)
    assert [entry[2] for entry in row.report] == ["imported", "imported"]
