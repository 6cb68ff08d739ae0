"""Who waits for a file hears how much of it was read, in whatever format it is."""

from __future__ import annotations

import pytest

from lms.exams.interchange import formats, gift, moodle, qti
from lms.exams.interchange.drafts import DraftItem, Kind

ITEMS = [
    DraftItem(Kind.TRUE_FALSE, {"zh": f"第{number}题。"}, True, code=f"Q{number}") for number in range(350)
]
AIKEN = "\n\n".join(f"Question {number}?\nA. yes\nB. no\nANSWER: A" for number in range(350)).encode()
FILES = {
    "gift": gift.write_gift(ITEMS).data,
    "moodle-xml": moodle.write_moodle(ITEMS).data,
    "qti3": qti.write_package(ITEMS),
    "aiken": AIKEN,
}


@pytest.mark.parametrize("name", FILES)
def test_reading_is_heard_step_by_step(name: str) -> None:
    heard: list[tuple[int, int]] = []
    reading = formats.read(FILES[name], name, seen=lambda done, total: heard.append((done, total)))
    assert len(reading.entries) == 350
    steps = [done for done, _total in heard]
    assert len(steps) >= 3
    assert steps == sorted(set(steps))
    assert all(done <= total <= 351 for done, total in heard)
