"""The desk says in words, and in the reader's language, what the bank keeps as names of its own."""

import re
from typing import Any

import pytest
from django.utils import translation

from lms.exams.desk.editing import initials
from lms.exams.desk.editing.sheet import Sheet
from lms.exams.desk.operations import begin_next_wording
from lms.exams.intake.drafts import item_of
from lms.exams.intake.models import ItemDraft
from lms.exams.interchange.drafts import Kind, Scoring
from tests.exams.desk.test_desk_pages import approved, at, client_of
from tests.factories.drafts import WHO, a_draft, a_reader, an_author, submit, write

pytestmark = pytest.mark.django_db


def in_both(user: Any, address: str) -> dict[str, str]:
    return {
        language: client_of(user, language=language).get(address).content.decode()
        for language in ("zh-hans", "en")
    }


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": Kind.SHORT_ANSWER, "key": ("先验电",), "options": ()}, ("人工评分", "Somebody marks it")),
        ({"scoring": Scoring.PER_PART}, ("每对一项得一份分", "Each right part earns its share")),
    ],
    ids=["short_answer", "way_that_the_kind_has_not"],
)
def test_the_editor_says_the_way_of_marking_in_words(changes, words) -> None:
    author = an_author()
    draft = a_draft(author, **changes)
    for page, said in zip(in_both(author, at("edit", draft.uuid)).values(), words, strict=True):
        chosen = re.search(r'<select name="scoring".*?</select>', page, re.DOTALL)[0]
        assert re.findall(r"<option[^>]* selected>([^<]*)</option>", chosen) == [said]
        assert not {"exact", "per_part", "by_hand"}.intersection(re.findall(r">([^<>]*)</option>", chosen))


def test_depth_and_difficulty_are_said_in_words_and_kept_as_they_were() -> None:
    author = an_author()
    item = approved(depth="know", difficulty="easy").version.item
    draft = begin_next_wording(code=item.code, by=author, **WHO)
    for page, said in zip(in_both(author, at("edit", draft.uuid)).values(), ("了解", "know"), strict=True):
        assert f'name="depth" value="{said}"' in page
    sheet = Sheet(draft)
    with translation.override("zh-hans"):
        shown = {**initials.of_wording(draft, item_of(draft)), "depth": "了解"}
        rows = {
            f"options-{place}-{name}": value or ""
            for place, row in enumerate(initials.of_rows(sheet.before, [])["options"])
            for name, value in row.items()
            if name != "is_right"
        }
        sizes = {
            f"{name}-{kind}_FORMS": "3" if name == "options" else "0"
            for name in ("options", "attachments")
            for kind in ("TOTAL", "INITIAL")
        }
        data = {name: value for name, value in shown.items() if value is not None}
        sent = Sheet(draft, {**data, **rows, **sizes})
        assert sent.is_valid(), sent.errors()
        assert sent.sent().item.depth == "know"
    write(draft, author, difficulty="hard")
    submit(ItemDraft.objects.get(pk=draft.pk), author)
    for page, (old, new) in zip(
        in_both(a_reader(), at("read", draft.uuid)).values(),
        (("容易", "较难"), ("Easy", "Hard")),
        strict=True,
    ):
        assert f"<del>{old}</del>" in page
        assert f"<ins>{new}</ins>" in page
