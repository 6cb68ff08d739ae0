"""An officer reads examinations with what the bank has for them, compares versions, and writes further ones."""

import re

import pytest
from django.urls import reverse

from courses.catalog.models import Programme
from lms.core.enums import Role
from lms.exams.api import load_items, load_scheme
from lms.exams.models import ExaminationScheme, Item, PaperVersion
from lms.exams.paperdesk.choices import MOST_FOUND
from lms.exams.paperdesk.operations import write_scheme
from tests.exams.papers.desk import ROW, at_the_desk, page, sent
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, a_new_scheme, a_scheme, an_item

pytestmark = pytest.mark.django_db
TRUE_FALSE = {**ROW, "type": "true_false"}
MULTIPLE = {**ROW, "type": "multiple", "count": "2"}


@pytest.fixture
def officer():
    return at_the_desk()


def rows_of(text: str) -> list[str]:
    """Return the kinds of the editor's rows in their order."""
    return re.findall(r'<select name="type".*?<option value="(\w+)" selected>', text, re.DOTALL)


def post(client, scheme, form):
    return client.post(reverse("schemes:new_version", args=[scheme.uuid]), form)


# --- reading ----------------------------------------------------------------------------------------------------


def test_the_list_shows_each_examination_once_and_is_searched_and_filtered(officer):
    a_scheme(code="FIRE", bank="LVE")
    load_scheme(scheme=a_new_scheme(code="FIRE", minutes=45), bank="LVE", actor=ACTOR, now=NOW)
    a_scheme(code="CAKE", bank="CPC")
    text = page(officer, "schemes:index")
    assert text.count("FIRE") == 1
    assert "CAKE" in text
    assert "CAKE" not in page(officer, "schemes:index", q="FIRE")
    assert "FIRE" not in page(officer, "schemes:index", bank="CPC")


def test_an_empty_list_says_what_to_do(officer):
    assert "Write the first examination" in page(officer, "schemes:index")
    assert "Bring questions in" in page(officer, "schemes:begin")


def test_a_scheme_shows_its_blueprint_with_shares_and_what_the_bank_has(officer):
    scheme = a_scheme()
    text = page(officer, "schemes:scheme", scheme.uuid)
    for words in ("30 minutes", "60 %", "100", "The bank is enough for a paper.", "In all"):
        assert words in text
    assert re.search(r'<rect width="100" height="8" class="papers__bar-value"/>', text)


def test_what_the_bank_lacks_is_said_cell_by_cell_for_so_many_papers(officer):
    scheme = a_scheme()
    limited = {"rows": scheme.blueprint, "exposure_limit": 1}
    new = a_new_scheme(code="LIMITED")
    row = load_scheme(
        scheme=type(new)(**{**vars_of(new), "blueprint": limited}), bank="", actor=ACTOR, now=NOW
    )
    text = page(officer, "schemes:scheme", row.uuid, forms=3)
    assert "not enough for 3 papers" in text
    lacking = "safety / Several answers: 1 more needed, the bank has 5 (each on at most 1 papers)"
    assert lacking in text
    assert "The bank is enough for 2 papers" in page(officer, "schemes:scheme", row.uuid, forms=2)


def vars_of(scheme):
    return {name: getattr(scheme, name) for name in type(scheme).__slots__}


def test_two_versions_are_compared_in_words(officer):
    first = a_scheme()
    new = a_new_scheme(minutes=45)
    new.blueprint[0]["count"] = 5
    load_scheme(scheme=new, actor=ACTOR, now=NOW)
    text = page(officer, "schemes:compare", first.uuid)
    for words in ("30", "45", "4 questions, 40 marks", "5 questions, 50 marks", "11 questions, 110 marks"):
        assert f">{words}<" in text
    assert "One answer" not in text.split("<tbody>")[1]


# --- writing ----------------------------------------------------------------------------------------------------


def test_rows_come_go_and_move_without_anything_being_kept(officer):
    scheme = a_scheme()
    begun = page(officer, "schemes:new_version", scheme.uuid)
    assert rows_of(begun) == ["true_false", "single", "multiple"]
    rows = [TRUE_FALSE, ROW, MULTIPLE]
    moved = post(officer, scheme, sent("up-2", rows=rows)).content.decode()
    assert rows_of(moved) == ["true_false", "multiple", "single"]
    assert re.search(r'value="up-1"[^>]* autofocus', moved)
    assert rows_of(post(officer, scheme, sent("down-0", rows=rows)).content.decode())[0] == "single"
    assert rows_of(post(officer, scheme, sent("remove-0", rows=rows)).content.decode()) == [
        "single",
        "multiple",
    ]
    added = post(officer, scheme, sent("add", rows=rows)).content.decode()
    assert added.count('<select name="type"') == 4
    assert ExaminationScheme.objects.count() == 1


def test_totals_are_said_on_each_turn(officer):
    scheme = a_scheme()
    text = post(officer, scheme, sent("look", rows=[ROW, {**MULTIPLE, "marks": "2.5"}])).content.decode()
    assert "<output data-count>6</output>" in text
    assert "<output data-marks>45</output>" in text


@pytest.mark.parametrize("marks", ["NaN", "sNaN", "Infinity", "1e999999", "1e-999999", "-1", "0", "x"])
@pytest.mark.parametrize("count", ["1", "9" * 400, "-1"])
def test_totals_leave_out_what_no_row_may_have(officer, marks, count):
    answer = post(officer, a_scheme(), sent("look", rows=[{**ROW, "count": count, "marks": marks}, MULTIPLE]))
    text = answer.content.decode()
    assert f"<output data-count>{MULTIPLE['count']}</output>" in text
    assert len(text) < 100_000


def test_questions_are_found_and_named_for_the_paper(officer):
    scheme = a_scheme()
    load_items(bank_items=[an_item("single") | {"code": "HAND-1"}], actor=ACTOR, now=NOW)
    found = post(officer, scheme, sent("search", rows=[ROW], q="HAND")).content.decode()
    assert 'value="must_include:HAND-1"' in found
    named = post(officer, scheme, sent("must_include:HAND-1", rows=[ROW], q="HAND")).content.decode()
    assert '<input type="hidden" name="must_include" value="HAND-1">' in named
    assert 'value="must_include:HAND-1"' not in named
    other = post(
        officer, scheme, sent("must_exclude:HAND-1", rows=[ROW], must_include=["HAND-1"])
    ).content.decode()
    assert '<input type="hidden" name="must_exclude" value="HAND-1">' in other
    assert 'name="must_include" value="HAND-1"' not in other


def test_a_search_that_shows_only_the_first_says_so(officer):
    scheme = a_scheme()
    codes = [f"HAND-{number:02d}" for number in range(MOST_FOUND + 1)]
    load_items(bank_items=[an_item("single") | {"code": code} for code in codes], actor=ACTOR, now=NOW)
    found = post(officer, scheme, sent("search", rows=[ROW], q="HAND")).content.decode()
    assert found.count('value="must_include:HAND-') == MOST_FOUND
    assert f"{MOST_FOUND + 1} questions have these words; only the first are shown." in found
    found = post(officer, scheme, sent("search", rows=[ROW], q="HAND-0")).content.decode()
    assert "only the first are shown" not in found


def test_a_dry_run_shows_what_would_be_drawn_and_keeps_nothing(officer):
    scheme = a_scheme()
    tried = sent("try", rows=[ROW, MULTIPLE], forms="2", title_zh="", duration_minutes="")
    text = post(officer, scheme, tried).content.decode()
    for words in (
        "Nothing of it was kept",
        "Counted again from the papers alone",
        "each counts alike, whatever its marks",
        "Farthest apart",
    ):
        assert words in text
    assert "At most 0 questions" in text
    assert (ExaminationScheme.objects.count(), PaperVersion.objects.count()) == (1, 0)


def test_a_dry_run_of_too_much_says_what_is_lacking(officer):
    scheme = a_scheme()
    text = post(officer, scheme, sent("try", rows=[{**ROW, "count": "40"}])).content.decode()
    assert "safety / One answer: 30 more needed, the bank has 10" in text


def test_saving_keeps_a_new_version_with_its_conditions_and_the_old_one_stays(officer):
    scheme = a_scheme()
    form = sent("save", rows=[ROW], lowest="50", highest="90", exposure_limit="2", prefer_unused="on")
    answer = post(officer, scheme, form)
    old, new = ExaminationScheme.objects.order_by("number")
    assert answer["Location"] == reverse("schemes:scheme", args=[new.uuid])
    assert old.blueprint == scheme.blueprint
    assert new.blueprint == {
        "rows": [{"topic": "safety", "type": "single", "count": 4, "marks": 10}],
        "difficulty": {"from": 50, "to": 90},
        "exposure_limit": 2,
        "prefer_unused": True,
    }
    assert (new.number, new.duration_minutes) == (2, 30)


def test_the_script_of_the_page_is_told_where_to_go_on(officer):
    scheme = a_scheme()
    form, address = sent("save", rows=[ROW]), reverse("schemes:new_version", args=[scheme.uuid])
    answer = officer.post(address, form, headers={"X-Editor": "1"})
    newest = ExaminationScheme.objects.latest("number")
    assert answer.json() == {"location": reverse("schemes:scheme", args=[newest.uuid])}


def test_more_rows_than_a_blueprint_may_have_are_said_and_never_cut(officer):
    scheme = a_scheme()
    rows = [{**ROW, "count": "1", "depth": f"d{number}"} for number in range(201)]
    answer = post(officer, scheme, sent("save", rows=rows))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "A blueprint has at most 200 rows." in text
    assert "d200" in text
    assert ExaminationScheme.objects.count() == 1
    full = post(officer, scheme, sent("add", rows=rows[:200])).content.decode()
    assert "A blueprint has at most 200 rows." in full
    assert re.search(r'<button[^>]* disabled name="step" value="add"', full)
    assert post(officer, scheme, sent("save", rows=rows[:200])).status_code == 302


def test_a_question_that_is_asked_for_and_was_retired_is_said_to_be_that(officer):
    scheme = a_scheme()
    code = Item.objects.filter(kind="single").first().code
    post(officer, scheme, sent("save", rows=[ROW], must_include=code))
    retiring = page(officer, "question_bank:retire", code)
    assert "These examinations want this question on every paper:" in retiring
    assert scheme.title_en in retiring
    other = Item.objects.filter(kind="single").exclude(code=code).first().code
    assert "These examinations want" not in page(officer, "question_bank:retire", other)
    officer.post(reverse("question_bank:retire", args=[code]), {"why": "教材已改"})
    text = page(officer, "schemes:scheme", ExaminationScheme.objects.latest("number").uuid)
    assert f"{code} must be on the paper, but was retired" in text
    assert "No paper can be drawn like this:" in text
    assert "Bring more questions into the bank" not in text


def test_banks_are_offered_by_their_names(officer):
    Programme.objects.create(code="FIRE", title_zh="消防", title_en="Fire safety")
    load_items(bank_items=[an_item("single", topic="FIRE/doors")], actor=ACTOR, now=NOW)
    assert "FIRE · Fire safety (1 question)" in page(officer, "schemes:begin")
    a_scheme(code="FIRE", bank="FIRE")
    assert "FIRE · Fire safety" in page(officer, "schemes:index")
    assert "FIRE · Fire safety" in page(officer, "figures:send")


def test_saving_the_same_again_keeps_no_further_version(officer):
    scheme = a_scheme()
    rows = [TRUE_FALSE, ROW, MULTIPLE]
    answer = officer.post(
        reverse("schemes:new_version", args=[scheme.uuid]), sent("save", rows=rows), follow=True
    )
    assert "Nothing was changed" in answer.content.decode()
    assert ExaminationScheme.objects.count() == 1


def test_what_is_wrong_is_said_with_the_number_of_the_row(officer):
    scheme = a_scheme()
    answer = post(officer, scheme, sent("save", rows=[ROW, {**ROW, "topic": "", "count": "0"}]))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_row2_topic">Row 2, Topic:' in text
    assert 'href="#id_row2_count">Row 2, How many:' in text
    twice = post(officer, scheme, sent("save", rows=[ROW, ROW])).content.decode()
    assert "Two rows of its blueprint ask for the same." in twice
    assert ExaminationScheme.objects.count() == 1


def test_whoever_writes_second_is_told_and_loses_no_word(officer):
    scheme = a_scheme()
    load_scheme(scheme=a_new_scheme(minutes=45), actor=ACTOR, now=NOW)
    answer = post(officer, scheme, sent("save", rows=[{**ROW, "count": "3"}], based_on=1))
    text = answer.content.decode()
    assert "Somebody else has written a version meanwhile" in text
    assert 'name="count" value="3"' in text
    assert ExaminationScheme.objects.count() == 2


def test_a_first_examination_is_written_for_a_bank(officer):
    items = [an_item("single", topic="FIRE/doors") for _number in range(3)]
    load_items(bank_items=items, actor=ACTOR, now=NOW)
    assert '<a href="?bank=FIRE">FIRE (3 questions)' in page(officer, "schemes:begin")
    assert "FIRE/doors (3)" in page(officer, "schemes:begin", bank="FIRE")
    form = sent("save", rows=[{**ROW, "topic": "FIRE/doors", "count": "2"}], based_on=0, code="FIRE-T")
    made_up = officer.post(reverse("schemes:begin") + f"?bank={'x' * 51}", form)
    assert made_up.status_code == 422
    assert "There is no bank" in made_up.content.decode()
    officer.post(reverse("schemes:begin") + "?bank=FIRE", form)
    row = ExaminationScheme.objects.get()
    assert (row.code, row.bank, row.number) == ("FIRE-T", "FIRE", 1)
    again = officer.post(reverse("schemes:begin") + "?bank=FIRE", form).content.decode()
    assert "There is an examination with this code" in again
    small = officer.post(reverse("schemes:begin") + "?bank=FIRE", {**form, "code": "fire-t"}).content.decode()
    assert "There is an examination with this code" in small
    assert ExaminationScheme.objects.count() == 1


def test_only_examinations_officers_come_here():
    scheme = a_scheme()
    for role in (Role.INVIGILATOR, Role.AUDITOR, Role.INSTRUCTOR, Role.ADMINISTRATOR):
        client = at_the_desk(role=role)
        for name, args in (("index", []), ("scheme", [scheme.uuid]), ("new_version", [scheme.uuid])):
            assert client.get(reverse(f"schemes:{name}", args=args)).status_code in (302, 403)


@pytest.mark.django_db(transaction=True)
def test_a_version_is_written_from_the_newest_only():
    from lms.exams.errors import SchemeMoved

    with pytest.raises(SchemeMoved):
        write_scheme(scheme=a_new_scheme(), bank="", based_on=3, actor=ACTOR, now=NOW)


@pytest.mark.parametrize("step", ["up", "down", "remove"])
def test_numbers_that_no_browser_sends_move_nothing_and_end_in_no_error(officer, step):
    scheme, endless = a_scheme(), "9" * 5000
    form = sent(f"{step}-{endless}", rows=[ROW, TRUE_FALSE]) | {"based_on": endless}
    answer = post(officer, scheme, form)
    assert answer.status_code == 200
    assert rows_of(answer.content.decode()) == ["single", "true_false"]
