"""What is written as GIFT is read again as the same items; what GIFT cannot hold is named."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.exams.interchange.alike import asked_in_file
from lms.exams.interchange.drafts import DraftItem, Kind, Scoring
from lms.exams.interchange.gift import read_gift, write_gift
from tests.exams.interchange.generated import costs_said, items

HELD = (
    Kind.TRUE_FALSE,
    Kind.SINGLE,
    Kind.MULTIPLE,
    Kind.MATCHING,
    Kind.NUMERIC,
    Kind.FILL_IN,
    Kind.SHORT_ANSWER,
)


def _is_held(item: DraftItem) -> bool:
    """Return whether GIFT has a notation for all of an item."""
    if any(attachment.kind == "picture" for attachment in item.attachments):
        return False
    if item.kind == Kind.FILL_IN:
        return len(item.key) == 1 and not item.key[0].choices and not item.key[0].is_case_sensitive
    if item.kind == Kind.NUMERIC:
        return not any(one.unit for one in item.key)
    if item.kind == Kind.MULTIPLE:
        return item.scoring == Scoring.MAPPED
    return item.kind != Kind.SHORT_ANSWER or not item.key


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(st.lists(items(HELD), min_size=1, max_size=4, unique_by=asked_in_file))
def test_items_that_gift_holds_come_back_and_the_others_are_named(made: list[DraftItem]) -> None:
    written = write_gift(made)

    held = [item for item in made if _is_held(item)]
    assert [one.index for one in written.left_out] == [i for i, item in enumerate(made) if not _is_held(item)]
    if held:
        again = read_gift(written.data)
        assert [entry.item for entry in again.entries] == held
        assert [entry.remarks for entry in again.entries] == [costs_said(item) for item in held]
    assert write_gift(made) == written
