"""One thing has one name on all pages and in all guides (the glossary of domain.md, and what was decided since)."""

from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
# What somebody had called it -> what it is called.
CALLED = {"培训点": "教学点", "下线": "取消发布", "最晚入场": "最晚开始"}


@pytest.mark.parametrize(("wrong", "right"), CALLED.items())
def test_pages_and_guides_say_one_word(wrong: str, right: str) -> None:
    catalogue = polib.pofile(str(ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"))
    texts = [text for entry in catalogue for text in (entry.msgstr, *entry.msgstr_plural.values())]
    guides = [path.read_text("utf-8") for path in sorted((ROOT / "docs" / "guides").glob("*.md"))]
    assert [text for text in texts if wrong in text] == []
    assert [line for guide in guides for line in guide.splitlines() if wrong in line] == []
    assert any(right in text for text in texts)
