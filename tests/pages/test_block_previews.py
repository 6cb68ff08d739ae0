"""Each block is shown to authors in the chooser with what it is for, and in the style guide."""

import pytest
from django.urls import reverse
from django.utils import translation

from courses.pages.models import LessonPage
from lms.core.enums import Role
from lms.core.styleguide.registry import list_parts
from tests.factories.accounts import a_user, sign_in
from tests.factories.organisations import a_site

BLOCKS = LessonPage._meta.get_field("body").stream_block.child_blocks
# What of each block must be seen in its sample.
SHOWN = {
    "heading": "<h2>",
    "text": "<b>",
    "drawing": "data-zoom",
    "recording": "data-recording",
    "hazard": "hazard--danger",
    "steps": "steps__warning",
    "compare": "compare__wrong",
    "table": "<caption>",
    "formula": "<math",
    "circuit": "/learn/circuits/",
    "recipe": "data-recipe",
    "vocabulary": "yàn diàn",
    "handout": "download",
    "task": "assignment__veto",
    "practice": 'type="radio"',
    "examination": "/practice/mock/SAMPLE/",
}
# What somebody stored has no sample in the storage, so only the rest of the block can be checked.
WORKED_OUT = ("circuit", "formula", "recipe", "steps", "table", "vocabulary", "hazard", "compare", "text")


def test_every_block_is_asked_for() -> None:
    assert set(SHOWN) == set(BLOCKS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", SHOWN)
def test_the_chooser_shows_the_block(client, name):
    sign_in(client, a_user(Role.INSTRUCTOR, a_site()))
    page = client.get(reverse("wagtailadmin_block_preview"), {"id": BLOCKS[name].definition_prefix})
    assert page.status_code == 200
    assert SHOWN[name] in page.content.decode()


@pytest.mark.parametrize("name", SHOWN)
def test_the_block_has_icon_help_and_a_preview(name):
    meta = BLOCKS[name].meta
    assert meta.icon
    assert str(meta.description)
    assert BLOCKS[name].is_previewable


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.django_db
def test_the_sample_of_a_block_passes_its_own_checks(language):
    with translation.override(language):
        for name in WORKED_OUT:
            block = BLOCKS[name]
            assert block.clean(block.get_preview_value())


def test_the_style_guide_has_a_part_for_each():
    assert {part.name for part in list_parts()} >= set(SHOWN)
