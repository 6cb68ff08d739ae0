"""The minutes of a room on paper: whoever signs has the last lines before them."""

import re
import subprocess

import pytest
from django.template.loader import get_template
from django.utils.translation import override

from lms.core.printing import fonts
from lms.core.printing.sheet import Sheet
from lms.exams.models import Sitting
from lms.exams.sittings.minutes import press
from lms.exams.sittings.room_log import LogLine
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import a_sitting

pytestmark = pytest.mark.django_db


def pages_with(sitting: Sitting, lines: int) -> list[str]:
    """Return the text of each page of minutes in which so many things happened."""
    log = [LogLine(NOW, "", f"what {number:03d}", "", None) for number in range(lines)]
    context = {"sitting": sitting, "language": "en", "lines": [], "log": log, "now": NOW, "signs": ["", ""]}
    with override("en"):
        html = get_template("print/room_minutes.html").render(context)
    pdf = press().print(Sheet(html=fonts.printable(html)))
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    return text.split("\f")[:-1]


def test_no_page_of_the_minutes_has_nothing_but_lines_to_sign_on():
    _user, enrolment = enrolled_trainee()
    sitting = a_sitting(enrolment)
    counts = set()
    for lines in range(8, 20):
        pages = pages_with(sitting, lines)
        counts.add(len(pages))
        assert "Invigilator 1" in pages[-1]
        assert re.search(rf"what {lines - 1:03d}", pages[-1]), (lines, pages[-1])
        assert re.search(rf"what {lines - 2:03d}", pages[-1]), (lines, pages[-1])
    assert counts == {1, 2}, "among these numbers is one at which the signatures come on a page of their own"


def test_the_three_who_sign_have_their_lines_beside_each_other_and_everybody_is_named_so():
    _user, enrolment = enrolled_trainee()
    (page,) = pages_with(a_sitting(enrolment), 1)
    assert re.search(r"Invigilator 1 .*Invigilator 2 .*Examinations officer", page), page
    assert re.search(r"Everybody\s+what 000", page), page
