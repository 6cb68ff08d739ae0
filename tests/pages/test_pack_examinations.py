"""Rules of practical examinations and of admission in a pack: read with the line of each fault, loaded, kept."""

import pytest

from courses.pages.api import files_in, load_pack
from courses.pages.packs.errors import PackError
from courses.pages.packs.reader import read_pack
from lms.core.actor import Actor
from lms.exams.errors import UnusableRule
from lms.exams.models import AdmissionRule, ExaminationScheme, PracticalScheme
from tests.factories.courses import NOW
from tests.pages.conftest import SHIPPED

ACTOR = Actor.system("test")
LICENCE = SHIPPED.parent / "low-voltage-electrician"


def changed(folder, old: str, new: str) -> dict[str, bytes]:
    """Return the files of a pack with one line of pack.yaml written in another way."""
    files = files_in(folder)
    text = files["pack.yaml"].decode()
    assert text.count(old) == 1, old
    return {**files, "pack.yaml": text.replace(old, new).encode()}


def line_with(files: dict[str, bytes], text: str) -> int:
    """Return the number of the first line of pack.yaml that holds a text."""
    lines = files["pack.yaml"].decode().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("old", "new", "at", "words"),
    [
        ("least_assessors: 3", "least_assessors: 4", "least_assessors: 4", "odd number"),
        ("spread_limit: 15", "spread_limit: 101", "spread_limit: 101", "spread limit"),
        ("aggregation: mean", "aggregation: median", "aggregation: median", "mean"),
        ("weight: 40", "weight: 50", "- code: K1", "add up to 100"),
        ("LVE-K32]", "LVE-K39]", "- code: K3", "LVE-K39"),
        ("    tries: 2\n", "", "- code: LVE-PRACTICAL", "tries is missing"),
        ("    tries: 2", "    tries: 2\n    trys: 2", "- code: LVE-PRACTICAL", "nobody reads trys"),
        ("after_months: 12", "after_months: 0", "- code: LVE-PRACTICAL\n    valid", "from 1 to 120"),
        (
            "after: LVE-LICENCE",
            "after: LVE-PRACTICAL",
            "- code: LVE-PRACTICAL\n    valid",
            "not after itself",
        ),
    ],
)
def test_a_fault_names_the_line_of_the_file(old, new, at, words):
    files = changed(LICENCE, old, new)
    with pytest.raises(PackError) as refusal:
        read_pack(files)
    text = files["pack.yaml"].decode()
    line = text[: text.index(at)].count("\n") + 1
    assert f"pack.yaml line {line}, " in refusal.value.message
    assert words in " ".join([refusal.value.message, *refusal.value.reasons])


@pytest.mark.usefixtures("in_english")
def test_a_rule_of_admission_is_of_an_examination_of_the_pack():
    files = changed(LICENCE, "  - code: LVE-LICENCE\n    valid_from", "  - code: OTHER\n    valid_from")
    with pytest.raises(PackError, match=f"line {line_with(files, '- code: OTHER')}.*no examination OTHER"):
        read_pack(files)


def test_the_licence_examination_is_what_the_published_form_says():
    pack = read_pack(files_in(LICENCE))
    theory = next(row for row in pack.schemes if row["code"] == "LVE-LICENCE")
    cells = theory["blueprint"]
    by_type = {
        kind: sum(row["count"] * row["marks"] for row in cells if row["type"] == kind)
        for kind in ("true_false", "single")
    }
    assert by_type == {"true_false": 70, "single": 30}
    assert (theory["duration_minutes"], theory["pass_percent"]) == (120, 80)
    (practical,) = pack.practicals
    assert [(row["code"], row["weight"], row["count"]) for row in practical.groups] == [
        ("K1", 20, 1),
        ("K2", 40, 1),
        ("K3", 20, 1),
        ("K4", 20, 1),
    ]
    assert (practical.minutes, practical.pass_percent, practical.veto) == (60, 80, "examination")
    vetoes = [line["zh"] for rubric in pack.rubrics for line in rubric["veto"]]
    assert any("带电" in line for line in vetoes)
    asked = [row.examination_scheme for row in pack.plan.requirements if row.examination_scheme]
    assert asked == ["LVE-LICENCE", "LVE-PRACTICAL"]


@pytest.mark.django_db
def test_loading_keeps_rules_once_and_a_day_has_one_rule(loaded_pack, small_pack):
    scheme = PracticalScheme.objects.get(code="CPC5-SKILL")
    assert (scheme.bank, scheme.number, scheme.least_assessors, scheme.tries) == ("CPC5", 1, 3, 1)
    rule = AdmissionRule.objects.get(code="CPC5-SKILL")
    assert (rule.resits, rule.after, rule.after_months) == (None, "CPC5-THEORY", 24)
    files = changed(small_pack, "after_months: 24", "after_months: 12")
    with pytest.raises(UnusableRule, match="CPC5-SKILL"):
        load_pack(files=files, actor=ACTOR, now=NOW)
    files = changed(small_pack, "spread_limit: 15", "spread_limit: 20")
    load_pack(files=files, actor=ACTOR, now=NOW)
    newest = PracticalScheme.objects.filter(code="CPC5-SKILL").latest("number")
    assert (newest.number, newest.spread_limit, newest.valid_from) == (2, 20, NOW)
    assert AdmissionRule.objects.count() == 1
    assert not ExaminationScheme.objects.filter(code="CPC5-SKILL").exists()
