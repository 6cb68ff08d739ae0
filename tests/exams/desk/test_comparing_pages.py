"""What a new wording changes is shown to its reader before, and to everybody of the desk afterwards."""

import pytest

from lms.exams.desk.operations import approve_draft, begin_next_wording
from lms.exams.interchange.drafts import Kind, Scoring
from tests.exams.desk.test_desk_pages import approved, at, client_of
from tests.factories.drafts import WHO, a_reader, an_author, submit, write

pytestmark = pytest.mark.django_db


def test_two_wordings_are_compared_word_by_word() -> None:
    item = approved(stem={"zh": "先验电，后接地。"}).version.item
    author = an_author()
    draft = begin_next_wording(code=item.code, by=author, **WHO)
    submit(write(draft, author, stem={"zh": "先验电，再接地。"}), author)
    draft.refresh_from_db()
    reader = a_reader()
    before_the_reader = client_of(reader).get(at("read", draft.uuid)).content.decode()
    assert f"What it changes in {item.code}" in before_the_reader
    approve_draft(uuid=draft.uuid, revision=draft.revision, by=reader, **WHO)
    for page in (before_the_reader, client_of(author).get(at("compare", item.code)).content.decode()):
        assert "<del>后</del>" in page
        assert "<ins>再</ins>" in page
        assert page.count("<ins>") == 1


def test_another_way_of_marking_is_a_change_that_is_shown() -> None:
    item = approved(kind=Kind.MULTIPLE, key=("a", "b"), scoring=Scoring.EXACT).version.item
    author, reader = an_author(), a_reader()
    draft = begin_next_wording(code=item.code, by=author, **WHO)
    submit(write(draft, author, scoring=Scoring.PER_PART), author)
    draft.refresh_from_db()
    before_the_reader = client_of(reader).get(at("read", draft.uuid)).content.decode()
    approve_draft(uuid=draft.uuid, revision=draft.revision, by=reader, **WHO)
    for page in (before_the_reader, client_of(author).get(at("compare", item.code)).content.decode()):
        assert "How it is marked" in page
        assert "All of it right, or nothing" in page
        assert "Each right part earns its share" in page
