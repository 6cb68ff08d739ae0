"""Chinese that we supply for texts of libraries: still theirs, still untranslated by them, with the same gaps."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import polib
import pytest
import wagtail
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext, ngettext
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from lms.core.clock import now

OURS = Path(settings.LOCALE_PATHS[1]) / "zh_Hans" / "LC_MESSAGES"
LIBRARY = Path(wagtail.__file__).parent
DOMAINS = ("django", "djangojs")
GAP = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

# The mark of texts whose Chinese of the library misleads: ours takes its place.
ANEW = "worded anew"

Name = tuple[str | None, str, str]


@cache
def names_in(language: str, domain: str) -> frozenset[Name]:
    """Return the texts that the library's catalogues of a language have, translated where it is not English."""
    files = LIBRARY.rglob(f"locale/{language}/LC_MESSAGES/{domain}.po")
    entries = (entry for file in files for entry in polib.pofile(str(file)))
    return frozenset(name_of(entry) for entry in entries if language == "en" or entry.translated())


def name_of(entry: polib.POEntry) -> Name:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def entries(domain: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(OURS / f"{domain}.po")))


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_text_still_exists_and_the_library_still_has_no_chinese_for_it(domain) -> None:
    ours = {name_of(entry) for entry in entries(domain)}
    missing = {name_of(entry) for entry in entries(domain) if ANEW not in entry.comment}
    assert missing
    assert ours - names_in("en", domain) == set(), "the library does not say this any more"
    assert missing & names_in("zh_Hans", domain) == set(), "the library translates this itself now"


def test_what_is_worded_anew_has_chinese_of_the_library_that_we_replace() -> None:
    anew = {name_of(entry) for entry in entries("django") if ANEW in entry.comment}
    assert anew
    assert anew - names_in("zh_Hans", "django") == set(), "the library has no Chinese for this: drop the mark"


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_text_is_translated_with_no_gap_that_nobody_fills(domain) -> None:
    for entry in entries(domain):
        assert entry.translated(), entry.msgid
        gaps = set(GAP.findall(entry.msgid + entry.msgid_plural))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(GAP.findall(text)) <= gaps, entry.msgid


def test_the_interface_says_them() -> None:
    with translation.override("zh-hans"):
        assert gettext("live") == gettext("Live") == gettext("Published") == "已发布"
        assert gettext("item") == gettext("items") == "项"
        assert gettext("New: %(model_name)s") == "新建：%(model_name)s"
        moment = now() - timedelta(minutes=2, seconds=5)
        assert timesince_simple(moment).replace("\xa0", " ") == "2 分钟前"
        once, often = "Referenced %(count)s time", "Referenced %(count)s times"
        assert ngettext(once, often, 1) == ngettext(once, often, 3) == "有 %(count)s 处用到"
