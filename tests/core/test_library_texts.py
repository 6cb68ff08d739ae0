"""Chinese that we supply for texts of libraries: still theirs, still untranslated by them, with the same gaps."""

from __future__ import annotations

import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import allauth
import django
import polib
import pytest
import wagtail
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import CharField
from django.utils import translation
from django.utils.translation import gettext, ngettext
from wagtail.admin.templatetags.wagtailadmin_tags import timesince_simple

from lms.core.clock import now

OURS = Path(settings.LOCALE_PATHS[1]) / "zh_Hans" / "LC_MESSAGES"
# The one whose name a comment begins with says the text.
LIBRARIES = {
    "wagtail": Path(wagtail.__file__).parent,
    "django": Path(django.__file__).parent,
    "allauth": Path(allauth.__file__).parent,
}
DOMAINS = ("django", "djangojs")
GAP = re.compile(r"%(?:\(\w+\))?[sd]|\{\w+\}")

# The mark of texts whose Chinese of the library misleads: ours takes its place.
ANEW = "worded anew"

Name = tuple[str | None, str, str]


@cache
def names_in(language: str, domain: str) -> frozenset[tuple[str, Name]]:
    """Return the texts that the libraries' catalogues of a language have, translated where it is not English."""
    return frozenset(
        (library, name_of(entry))
        for library, folder in LIBRARIES.items()
        for file in folder.rglob(f"locale/{language}/LC_MESSAGES/{domain}.po")
        for entry in polib.pofile(str(file))
        if language == "en" or entry.translated()
    )


def name_of(entry: polib.POEntry) -> Name:
    return (entry.msgctxt, entry.msgid, entry.msgid_plural)


def ours_of(entry: polib.POEntry) -> tuple[str, Name]:
    return re.split(r"\W", entry.comment)[0], name_of(entry)


def entries(domain: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(OURS / f"{domain}.po")))


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_text_still_exists_and_the_library_still_has_no_chinese_for_it(domain) -> None:
    ours = {ours_of(entry) for entry in entries(domain)}
    missing = {ours_of(entry) for entry in entries(domain) if ANEW not in entry.comment}
    assert missing
    assert ours - names_in("en", domain) == set(), "the library does not say this any more"
    assert missing & names_in("zh_Hans", domain) == set(), "the library translates this itself now"


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_worded_anew_has_chinese_of_the_library_that_we_replace(domain) -> None:
    anew = {ours_of(entry) for entry in entries(domain) if ANEW in entry.comment}
    assert anew
    assert anew - names_in("zh_Hans", domain) == set(), "the library has no Chinese for this: drop the mark"


def test_english_that_is_worded_anew_is_a_text_of_the_library_and_is_said() -> None:
    own = list(polib.pofile(str(OURS.parents[1] / "en" / "LC_MESSAGES" / "django.po")))
    assert own
    assert {ours_of(entry) for entry in own} - names_in("en", "django") == set()
    with translation.override("en"):
        for entry in own:
            assert gettext(entry.msgid) == entry.msgstr != entry.msgid


# What our own texts call otherwise: 批注, 账号; readers are 您.
NOT_OURS = ("评论", "注释", "帐号", "帐户", "账户", "你")


def test_one_thing_has_one_word_in_what_we_supply() -> None:
    ours = [text for domain in DOMAINS for entry in entries(domain) for text in chinese_of(entry)]
    assert [text for text in ours if any(word in text for word in NOT_OURS)] == []
    with translation.override("zh-hans"):
        assert gettext("Comments") == gettext("comment") == "批注"
        assert gettext("Awaiting your review") == "等待您审核"


def chinese_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


@pytest.mark.parametrize("domain", DOMAINS)
def test_each_text_is_translated_with_no_gap_that_nobody_fills(domain) -> None:
    for entry in entries(domain):
        assert entry.translated(), entry.msgid
        gaps = set(GAP.findall(entry.msgid + entry.msgid_plural))
        for text in entry.msgstr_plural.values() or [entry.msgstr]:
            assert set(GAP.findall(text)) <= gaps, entry.msgid


def test_a_form_says_in_plain_words_that_a_character_cannot_be_kept() -> None:
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        CharField().clean("张\x00三")
    assert refused.value.messages == ["这里有一个看不见的字符（空字符），不能保存。请删掉以后重新输入。"]


def test_the_interface_says_them() -> None:
    with translation.override("zh-hans"):
        assert gettext("live") == gettext("Live") == gettext("Published") == "已发布"
        assert gettext("item") == gettext("items") == "项"
        assert gettext("New: %(model_name)s") == "新建：%(model_name)s"
        moment = now() - timedelta(minutes=2, seconds=5)
        assert timesince_simple(moment).replace("\xa0", " ") == "2 分钟前"
        once, often = "Referenced %(count)s time", "Referenced %(count)s times"
        assert ngettext(once, often, 1) == ngettext(once, often, 3) == "有 %(count)s 处用到"


# Texts of ours that are called as one of Wagtail's and stand in its place: looked at, they say the same in other words.
# "Number" and "subject" are Wagtail's for forms that visitors fill in, which we do not have.
SAME_SENSE = frozenset(
    {
        "(optional)",
        "Account",
        "Action",
        "Add",
        "All",
        "Breadcrumb",
        "Change",
        "Name",
        "Not started",
        "Number",
        "Rename",
        "Saving…",
        "Search",
        "Submitted",
        "Terms",
        "Warnings",
        "active",
        "any",
        "name",
        "subject",
    }
)


def test_no_text_of_ours_gives_another_sense_to_one_of_wagtails() -> None:
    """Two texts of one name are one text: "Pages" of a list would be the menu's. A context keeps them apart."""
    folder = Path(settings.LOCALE_PATHS[0]) / "zh_Hans" / "LC_MESSAGES"
    ours = {name_of(entry): entry.msgstr for entry in polib.pofile(str(folder / "django.po")) if entry.msgstr}
    taken = {
        entry.msgid
        for file in LIBRARIES["wagtail"].rglob("locale/zh_Hans/LC_MESSAGES/django.po")
        for entry in polib.pofile(str(file))
        if entry.translated() and ours.get(name_of(entry), entry.msgstr) != entry.msgstr
    }
    assert taken == SAME_SENSE
