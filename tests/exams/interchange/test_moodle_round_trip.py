"""What is written as Moodle XML is read again as the same items; what Moodle cannot hold is named."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.exams.interchange.alike import asked_in_file
from lms.exams.interchange.drafts import DraftItem, Kind
from lms.exams.interchange.moodle import read_moodle, write_moodle
from tests.exams.interchange.generated import costs_said, items

HELD = (
    Kind.TRUE_FALSE,
    Kind.SINGLE,
    Kind.MULTIPLE,
    Kind.ORDERING,
    Kind.MATCHING,
    Kind.NUMERIC,
    Kind.FILL_IN,
    Kind.SHORT_ANSWER,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(items(HELD), min_size=1, max_size=3, unique_by=asked_in_file))
def test_items_come_back_as_they_were(made: list[DraftItem]) -> None:
    written = write_moodle(made)

    again = read_moodle(written.data)

    assert written.left_out == ()
    assert [entry.remarks for entry in again.entries] == [costs_said(item) for item in made]
    assert [entry.item for entry in again.entries] == made
    assert write_moodle(made) == written
