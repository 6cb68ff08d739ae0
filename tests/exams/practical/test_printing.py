"""Score sheets as PDF: empty before the results are settled, with marks afterwards; the school sends them."""

import re
import subprocess

import pytest
from django.urls import reverse

from lms.core.actor import Actor
from lms.exams.api import load_rubrics
from lms.exams.practical.operations import close_practical
from lms.exams.practical.printing import PANEL, SHEETS, documents_of, print_practical
from tests.exams.results.desk import text_of
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, a_rubric
from tests.factories.practical import (
    Practical,
    a_group,
    a_practical,
    a_practical_scheme,
    an_open_practical,
    signed,
)

pytestmark = pytest.mark.django_db


def settled(*, value: str = "85", veto: bool = False) -> Practical:
    """Return an examination whose one candidate everybody marked alike, with settled results."""
    world = an_open_practical()
    for assessor in world.assessors:
        signed(world, assessor, value, veto=veto)
    actor = Actor(world.officers[0].uuid, "examinations_officer")
    world.examination = close_practical(examination_uuid=world.examination.uuid, actor=actor, now=NOW)
    return world


def text(document: str, language: str, world: Practical) -> str:
    """Return the words of a document without spaces."""
    return "".join(text_of(print_practical(document, language, world.examination)).split())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_score_sheets_say_every_mark_and_who_gave_it_and_no_site(language):
    world = settled()
    sheets = text(SHEETS, language, world)
    enrolment = world.enrolments[0]
    school = enrolment.school.name_zh if language == "zh" else enrolment.school.name_en
    for name in (enrolment.person.full_name, school):
        assert "".join(name.split()) in sheets
    for assessor in world.assessors:
        code = world.sheet(assessor).signature.short_code
        assert "".join(assessor.get_full_name().split()) in sheets
        assert code in sheets
    assert "85" in sheets
    site = world.examination.site
    for name in (site.name_zh, site.name_en):
        assert not name or "".join(name.split()) not in sheets + text(PANEL, language, world)


def test_the_sheet_of_the_panel_says_mean_veto_and_result():
    world = settled(veto=True)
    panel = text(PANEL, "en", world)
    assert "85" in panel
    assert "85.0" not in panel
    assert "Notpassed" in panel
    assert "Vetoitem:" in panel
    assert text(PANEL, "en", settled()).count("Passed") == 1


@pytest.mark.parametrize("document", [SHEETS, PANEL])
def test_the_line_of_a_signature_stays_within_the_page(document, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(print_practical(document, "en", settled().examination))
    command = ["pdftotext", "-bbox", path, "-"]
    boxes = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    assert "receipt" in boxes
    page = float(re.search(r'<page width="([\d.]+)"', boxes)[1])
    margin = 15 / 25.4 * 72
    assert max(map(float, re.findall(r'xMax="([\d.]+)"', boxes))) <= page - margin + 1


def test_a_task_stays_on_one_page_with_its_sum():
    rubrics = [a_rubric() for _task in range(10)]
    load_rubrics(rubrics=rubrics, actor=ACTOR, now=NOW)
    groups = [a_group(f"K{at}", tasks=[row["code"]], weight=10) for at, row in enumerate(rubrics)]
    world = an_open_practical(scheme=a_practical_scheme(groups=groups))
    pages = text_of(print_practical(SHEETS, "en", world.examination)).split("\f")[:-1]
    counts = [(page.count("Work on a dead circuit"), page.count("Together")) for page in pages]
    assert len(pages) > len(world.assessors)
    assert all(captions == sums for captions, sums in counts), counts
    assert all("Assessor" in page or captions for page, (captions, _sums) in zip(pages, counts, strict=True))


def test_before_the_results_are_settled_there_are_empty_sheets_only(client):
    world = an_open_practical()
    signed(world, world.assessors[0], "37.37")
    assert documents_of(world.examination) == [SHEETS]
    sheets = text(SHEETS, "en", world)
    assert "37.37" not in sheets
    assert world.sheet(world.assessors[0]).signature.short_code not in sheets
    officer = sign_in(client, world.officers[0])
    page = reverse("exams:practical_document", args=[world.examination.uuid, SHEETS, "zh"])
    answer = officer.get(page)
    assert answer["Content-Type"] == "application/pdf"
    for document, language in ((PANEL, "zh"), (SHEETS, "de"), ("slips", "zh")):
        page = reverse("exams:practical_document", args=[world.examination.uuid, document, language])
        assert officer.get(page).status_code == 404
    assert documents_of(a_practical().examination) == []
