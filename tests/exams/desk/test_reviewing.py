"""A second person reads: approves into the bank, sends back, many at once; never what is their own."""

from dataclasses import replace
from importlib import import_module
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from lms.core.actor import Actor
from lms.core.errors import Busy
from lms.core.models import AuditEntry
from lms.exams.api import item_source, load_items, newest_versions
from lms.exams.desk.operations.drafting import Wording, begin_next_wording, change_draft, take_back_draft
from lms.exams.desk.operations.many import submit_many
from lms.exams.desk.operations.reviewing import (
    approve_draft,
    approve_many,
    note_reading,
    one_code_each,
    send_back_draft,
)
from lms.exams.desk.operations.sorting import plan_sorting, sort_many
from lms.exams.desk.sorting import Sorting
from lms.exams.errors import DraftChanged, DraftStepRefused, OwnDraft, UnusableDraft
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import DraftContributor, DraftState, ItemDraft
from lms.exams.models import Item, ItemReview
from tests.factories.courses import NOW
from tests.factories.drafts import (
    WHO,
    a_draft,
    a_reader,
    a_waiting_draft,
    an_author,
    an_officer,
    submit,
    write,
)

pytestmark = pytest.mark.django_db


def approve(draft: ItemDraft, by):
    return approve_draft(uuid=draft.uuid, revision=draft.revision, by=by, **WHO)


def read(draft: ItemDraft, by) -> None:
    note_reading(uuid=draft.uuid, revision=draft.revision, by=by, **WHO)


def test_an_approved_draft_is_an_item_with_its_reading() -> None:
    reader, draft = a_reader(), a_waiting_draft(an_author())
    version = approve(draft, reader)
    draft.refresh_from_db()
    assert (draft.state, draft.version, draft.read_by) == (DraftState.APPROVED, version, reader)
    assert (version.item.code, version.item.topic, version.number) == ("LV-0001", "LV/safety", 1)
    assert (version.stem_zh, version.key) == (draft.stem, "b")
    assert ItemReview.objects.get(version=version).reader == "content_reviewer"
    assert AuditEntry.objects.filter(target_uuid=draft.uuid, action="exams.approve_draft").count() == 1
    assert [row.pk for row in newest_versions(["LV-0001"])] == [version.pk]


def test_what_was_approved_is_the_same_to_a_pack() -> None:
    version = approve(a_waiting_draft(an_author()), a_reader())
    report = load_items(bank_items=[item_source(version)], **WHO)
    assert (report.created, report.revised, report.unchanged) == (0, 0, 1)


def test_the_file_s_own_code_is_kept_where_it_can_be() -> None:
    reader, author = a_reader(), an_author()
    wanted = ("DGY-7", "DGY-7", "12", "第一题")
    found = [approve(a_waiting_draft(author, code=code), reader).item.code for code in wanted]
    assert found == ["DGY-7", "LV-0001", "LV-0002", "LV-0003"]


@pytest.mark.parametrize("part", ["wrote", "changed", "submitted"])
def test_who_had_a_part_does_not_approve(part: str) -> None:
    own, other = an_officer(), an_author()
    draft = a_draft(own if part == "wrote" else other)
    if part == "changed":
        draft = write(draft, own, stem={"zh": "改过"})
    draft = submit(draft, own if part == "submitted" else other)
    with pytest.raises(OwnDraft):
        approve(draft, own)
    draft.refresh_from_db()
    assert draft.state == DraftState.SUBMITTED
    assert approve(draft, an_officer()).number == 1


def test_whoever_changed_the_words_before_somebody_else_does_not_approve() -> None:
    author, writer, last = an_author(), an_officer(), an_author()
    draft = write(a_draft(author), writer, stem={"zh": "改过"}, key="c")
    draft = write(draft, last, source="教材 3.2")
    draft = submit(draft, last)
    read(draft, writer)
    with pytest.raises(OwnDraft):
        approve(draft, writer)
    (left,) = approve_many(uuids=[draft.uuid], by=writer, **WHO).left
    assert left.uuid == draft.uuid
    with pytest.raises(IntegrityError, match="approved_by_no_contributor"), transaction.atomic():
        ItemDraft.objects.filter(pk=draft.pk).update(state=DraftState.APPROVED, read_by=writer)
    assert approve(draft, an_officer()).key == "c"


def test_who_only_sorted_is_no_writer_and_takes_the_place_of_none() -> None:
    author, writer, sorter = an_author(), an_officer(), an_officer()
    draft = write(a_draft(author), writer, stem={"zh": "改过"})
    wish = Sorting(difficulty="hard", depth="apply")
    plan = plan_sorting(uuids=[draft.uuid], wish=wish)
    assert sort_many(uuids=[draft.uuid], wish=wish, seen=plan.seen, by=sorter, **WHO) == 1
    draft = submit(write(draft, sorter, depth="know"), author)
    with pytest.raises(OwnDraft):
        approve(draft, writer)
    assert approve(draft, sorter).number == 1


def test_writers_of_drafts_of_before_are_known_from_the_audit() -> None:
    author, writer = an_author(), an_officer()
    draft = a_draft(author)
    wording = Wording(replace(item_of(draft), key="c"), draft.use, draft.revision)
    change_draft(
        uuid=draft.uuid, wording=wording, by=writer, actor=Actor(writer.uuid, "examinations_officer"), now=NOW
    )
    draft.refresh_from_db()
    write(draft, author, source="教材")
    DraftContributor.objects.all().delete()
    name_contributors = import_module("lms.exams.migrations.0022_writers_of_known_drafts").name_contributors
    for _again in range(2):
        name_contributors(apps, None)
    assert set(draft.contributors.values_list("user", flat=True)) == {author.pk, writer.pk}


def test_nothing_is_approved_twice_or_unread() -> None:
    reader, author = a_reader(), an_author()
    draft = a_waiting_draft(author)
    approve(draft, reader)
    with pytest.raises(DraftStepRefused):
        approve(draft, a_reader())
    later = a_waiting_draft(author)
    old = later.revision
    take_back_draft(uuid=later.uuid, **WHO)
    submit(write(later, author, stem={"zh": "别的"}), author)
    with pytest.raises(DraftChanged):
        approve_draft(uuid=later.uuid, revision=old, by=reader, **WHO)


def test_sent_back_it_is_open_with_the_reader_s_words() -> None:
    author, reader, draft = an_author(), a_reader(), None
    draft = a_waiting_draft(author)
    with pytest.raises(UnusableDraft):
        send_back_draft(uuid=draft.uuid, revision=draft.revision, note="  ", by=reader, **WHO)
    with pytest.raises(OwnDraft):
        send_back_draft(uuid=draft.uuid, revision=draft.revision, note="x", by=author, **WHO)
    back = send_back_draft(uuid=draft.uuid, revision=draft.revision, note="答案不对", by=reader, **WHO)
    assert (back.state, back.note, back.read_by) == (DraftState.OPEN, "答案不对", reader)
    mended = submit(write(back, author, key="c"), author)
    assert approve(mended, reader).key == "c"


def test_only_a_code_that_is_taken_is_called_busy() -> None:
    item = approve(a_waiting_draft(an_author()), a_reader()).item
    with pytest.raises(Busy), one_code_each(), transaction.atomic():
        Item.objects.create(code=item.code, kind=item.kind, topic=item.topic)
    with pytest.raises(IntegrityError), one_code_each(), transaction.atomic():
        DraftContributor.objects.create(draft=ItemDraft.objects.get(), user_id=an_author().pk, uuid=None)


def test_the_next_wording_is_the_next_version() -> None:
    author, reader = an_author(), a_reader()
    first = approve(a_waiting_draft(author), reader)
    draft = begin_next_wording(code=first.item.code, by=author, **WHO)
    second = approve(submit(write(draft, author, stem={"zh": "新说法"}), author), reader)
    assert (second.item, second.number, second.stem_zh) == (first.item, 2, "新说法")
    first.refresh_from_db()
    assert first.stem_zh != second.stem_zh
    # Back to the words of before is another wording too.
    again = begin_next_wording(code=first.item.code, by=author, **WHO)
    third = approve(
        submit(write(again, author, stem={"zh": first.stem_zh, "en": first.stem_en}), author), reader
    )
    assert third.number == 3


def test_many_at_once_say_of_each_why_it_is_left() -> None:
    author, reader = an_author(), a_reader()
    good, unread, stale, own, back = (a_waiting_draft(author) for _n in range(5))
    for draft in (good, stale, own, back):
        read(draft, reader)
    take_back_draft(uuid=stale.uuid, **WHO)
    submit(write(stale, author, stem={"zh": "改了"}), author)
    ItemDraft.objects.filter(pk=own.pk).update(author=reader)
    send_back_draft(uuid=back.uuid, revision=back.revision, note="x", by=reader, **WHO)
    nowhere = uuid4()
    uuids = [one.uuid for one in (good, unread, stale, own, back)] + [nowhere]
    report = approve_many(uuids=uuids, by=reader, **WHO)
    assert report.approved == ("LV-0001",)
    assert {one.uuid for one in report.left} == {unread.uuid, stale.uuid, own.uuid, back.uuid, nowhere}
    assert all(one.reason for one in report.left)
    states = dict(ItemDraft.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in (good, unread, stale, own, back)] == [
        "approved",
        "submitted",
        "submitted",
        "submitted",
        "open",
    ]


def test_five_hundred_at_once_take_a_bounded_number_of_queries(django_assert_max_num_queries) -> None:
    author, reader = an_author(), a_reader()
    drafts = [a_waiting_draft(author) for _n in range(20)]
    for draft in drafts:
        read(draft, reader)
    with django_assert_max_num_queries(20 * 12 + 30):
        report = approve_many(uuids=[draft.uuid for draft in drafts], by=reader, **WHO)
    assert len(report.approved) == 20


def test_many_are_submitted_and_approved_in_as_many_queries_as_few() -> None:
    author, reader = an_author(), a_reader()
    asked: dict[str, list[int]] = {"submit": [], "approve": []}

    def counted(step: str, work, uuids, by):
        with CaptureQueriesContext(connection) as queries:
            done = work(uuids=uuids, by=by, **WHO)
        asked[step].append(len(queries))
        return done

    for number in (2, 12):
        # As many next wordings as new questions.
        known = [approve(a_waiting_draft(author), reader).item for _n in range(number)]
        begun = [begin_next_wording(code=item.code, by=author, **WHO) for item in known]
        for place, draft in enumerate(begun):
            write(draft, author, stem={"zh": f"又一种说法{number}-{place}", "en": f"Anew {number}-{place}"})
        uuids = [draft.uuid for draft in (*begun, *(a_draft(author) for _n in range(number)))]
        report = counted("submit", submit_many, uuids, author)
        assert (report.submitted, report.left) == (2 * number, ())
        for draft in ItemDraft.objects.filter(uuid__in=uuids):
            read(draft, reader)
        done = counted("approve", approve_many, uuids, reader)
        assert (len(done.approved), done.left) == (2 * number, ())
        assert [version.number for version in newest_versions([item.code for item in known])] == [2] * number
    assert asked["submit"][0] == asked["submit"][1]
    assert asked["approve"][0] == asked["approve"][1]
