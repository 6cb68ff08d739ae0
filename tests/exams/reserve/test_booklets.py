"""Booklets of every kind of question: what is keyed by is what is printed, and no key and no name is on a packet."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from lms.core.enums import Role
from lms.core.written_files import taken_back_on_failure
from lms.exams.api import (
    NewScheme,
    admit_candidates,
    files_with_drawings,
    load_items,
    load_scheme,
    open_sitting,
    schedule_sitting,
)
from lms.exams.bank.rules import fits
from lms.exams.models import Arrangement, Attempt, PaperKey
from lms.exams.papers.printing import Edition
from lms.exams.papers.printing.layout import sections_of
from lms.exams.papers.printing.pictures import Pictures
from lms.exams.papers.queries import items_on_paper
from lms.exams.reserve.booklets import lines_of
from lms.exams.reserve.rules import response_of
from lms.exams.reserve.words import said, way_to_key
from tests.exams.kinds_on_paper import items_of_a_paper
from tests.factories.accounts import a_user, examinations_officer_at
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, a_new_sitting
from tests.factories.practice import PICTURE, RIGHT
from tests.factories.reserves import a_new_reserve, printed

pytestmark = pytest.mark.django_db
SIGNS = {
    "true_false": ["×"],
    "single": ["B"],
    "multiple": ["BA"],
    "ordering": ["2", "1"],
    "matching": ["1", "2"],
    "numeric": ["16 A"],
    "fill_in": ["零线"],
    "hotspot": ["1"],
    "short_answer": ["先验电"],
}


@pytest.fixture
def attempt(settings, tmp_path) -> Attempt:
    settings.MEDIA_ROOT = tmp_path
    _user, enrolment = enrolled_trainee()
    items, about = items_of_a_paper(), {"actor": ACTOR, "now": NOW}
    with taken_back_on_failure():
        files = files_with_drawings(items, {PICTURE.name: PICTURE.content})
        load_items(bank_items=items, files=files, **about)
    counts = {kind: sum(item["type"] == kind for item in items) for kind in RIGHT}
    cells = [{"topic": "all", "type": kind, "count": number, "marks": 2} for kind, number in counts.items()]
    title, basis = {"zh": "全部题型", "en": "All kinds"}, {"zh": "计划", "en": "Plan"}
    scheme = load_scheme(scheme=NewScheme("SCHEME", title, 60, 60, cells, basis), **about)
    sitting = schedule_sitting(sitting=a_new_sitting(enrolment.site, scheme=scheme), **about)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[enrolment.uuid], **about)
    open_sitting(sitting_uuid=sitting.uuid, **about)
    return Attempt.objects.select_related("paper", "candidate__sitting").get(candidate__sitting=sitting)


def test_what_is_keyed_by_is_what_the_booklet_shows(attempt):
    items = attempt.paper.content["items"]
    sections = sections_of(items, seed=attempt.shuffle_seed, edition=Edition.ZH, pictures=Pictures())
    printed = {item.uuid: item for section in sections for item in section.items}
    assert len(printed) == len(lines_of(attempt)) > len(RIGHT)
    for line in lines_of(attempt):
        item = printed[line.item]
        assert (line.number, line.kind) == (item.number, item.kind)
        labels = {option.label: option.name for option in item.options if option.label}
        labels |= {match.label: match.name for match in item.matches}
        labels |= {str(place): name for place, name in enumerate(item.regions, start=1)}
        if line.kind not in ("ordering", "true_false"):
            assert line.names == labels
        if line.kind in ("ordering", "matching"):
            assert line.rows == tuple(option.name for option in item.options)
        assert way_to_key(line)


def test_what_is_typed_fits_its_question_and_can_be_said_again(attempt):
    shapes = items_on_paper(attempt.paper_id, attempt.paper.sha256)
    for line in lines_of(attempt):
        texts = ["25,40"] if line.kind == "hotspot" and not line.names else SIGNS[line.kind]
        response = response_of(line, texts[: line.boxes])
        assert fits(shapes[line.item], response), line
        assert said(line, response)


def test_a_packet_has_no_key_and_no_name(attempt, tmp_path):
    sitting, person = attempt.candidate.sitting, attempt.candidate.enrolment.person
    officer = examinations_officer_at(sitting.site)
    for edition in ("zh", "both"):
        new = a_new_reserve(sitting, seal=f"S-{edition}", edition=edition)
        _row, content = printed(new, officer, now=NOW + timedelta(minutes=1))
        file = tmp_path / f"reserve-{edition}.pdf"
        file.write_bytes(content)
        text = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True, text=True).stdout
        assert f"S-{edition}" in text
        assert str(attempt.candidate) in text
        for secret in (person.full_name, sitting.site.name, "RATIONALE", "参考答案"):
            assert secret not in text
        if folder := os.environ.get("SCREENSHOTS"):
            Path(folder, file.name).write_bytes(content)
    assert PaperKey.objects.filter(paper=attempt.paper).exists()


def test_who_was_given_more_time_has_it_on_paper_too(attempt, tmp_path):
    """Booklet, answer sheet and cover say the own minutes: nobody is stopped by the time of the others."""
    officer = a_user(Role.EXAMINATIONS_OFFICER, attempt.candidate.sitting.site)
    Arrangement.objects.create(
        candidate=attempt.candidate, extra_percent=25, reason="书写慢", allowed_by=officer, allowed_at=NOW
    )
    new = a_new_reserve(attempt.candidate.sitting)
    _row, content = printed(new, officer, now=NOW + timedelta(minutes=1))
    (file := tmp_path / "reserve.pdf").write_bytes(content)
    text = subprocess.run(
        ["pdftotext", "-layout", file, "-"], capture_output=True, check=True, text=True
    ).stdout
    assert text.count("考试时间 75 分钟") == 2
    assert "考试时间 60 分钟" not in text
    (line,) = [line.split() for line in text.splitlines() if line.split()[:1] == [str(attempt.candidate)]]
    assert "75" in line
