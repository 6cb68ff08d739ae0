"""Finding questions by words: of a whole question too, and named in the reader's language."""

import pytest

from tests.exams.desk.test_desk_pages import approved, at, client_of
from tests.factories.drafts import a_draft, an_author, an_officer

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("end", ["，" * 300, "\0", " 第二句" * 40])
def test_a_whole_question_that_is_pasted_finds_that_question_and_no_other(end: str) -> None:
    stem = "验电笔怎么用？" + "先在有电处试一试，" * 25
    one = approved(stem={"zh": stem + end.replace("\0", "")})
    other = approved(stem={"zh": "兆欧表怎么用？"})
    page = client_of(an_author()).get(at("index"), {"words": stem + end})
    assert [row.code for row in page.context["rows"]] == [one.version.item.code]
    assert other.version.item.code not in page.content.decode()
    assert 'maxlength="200"' in page.content.decode()


def test_as_many_words_are_looked_for_as_a_database_takes() -> None:
    approved()
    page = client_of(an_author()).get(at("index"), {"words": "a " * 1000})
    assert page.status_code == 200


@pytest.mark.parametrize(("language", "stem"), [("en", "Which way round?"), ("zh-hans", "哪个方向？")])
def test_lists_name_questions_in_the_reader_s_language(language: str, stem: str) -> None:
    approved(stem={"zh": "哪个方向？", "en": "Which way round?"})
    a_draft(an_author(), stem={"zh": "哪个方向？", "en": "Which way round?"})
    client = client_of(an_officer(), language=language)
    for shelf in ("bank", "open"):
        (row,) = client.get(at("index"), {"shelf": shelf}).context["rows"]
        assert row.stem == stem


def test_drafts_are_found_by_difficulty_however_their_file_writes_it() -> None:
    author = an_author()
    hard, others = ("Hard", "较难", " DIFFICULT "), ("hardly", "easy", "")
    written = {word: a_draft(author, difficulty=word) for word in (*hard, *others)}
    page = client_of(author).get(at("index"), {"shelf": "open", "difficulty": "hard"})
    found = {row.address for row in page.context["rows"]}
    assert found == {at("draft", written[word].uuid) for word in hard}
