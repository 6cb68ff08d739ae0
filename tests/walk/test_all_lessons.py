"""All lessons of all programmes, learnt in order and read in both languages: nothing broken, missing or too heavy."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.journeys.answers import PACKS
from tests.walk.learner import LANGUAGES, Visit, Walk, lesson_on
from tests.walk.reading import read_page, untranslated, without_words

pytestmark = pytest.mark.slow
HEAVIEST_PAGE = 15_000  # of 30,000 bytes for a repeat visit; the rest is for what is asked for anew
WRITTEN = {path.stem for path in PACKS.glob("*/lessons/*.yaml")}


class All:
    """Holds everything: what stands on a page that is no lesson is not asked for."""

    def __contains__(self, name: object) -> bool:
        return True


ALL = All()


def lesson_of(link: str) -> str:
    """Return the page that a link leads to, blank for the page itself."""
    return link.split("#", maxsplit=1)[0].split("?", maxsplit=1)[0]


def place_of(link: str) -> str:
    """Return the place on the page that a link names."""
    return link.split("#")[1]


def complaints(walk: Walk, say) -> dict[str, list[str]]:
    """Return what is wrong by page, for pages with anything wrong."""
    found = {f"{visit.address} {visit.language}": say(visit) for visit in walk.visits}
    return {page: wrong for page, wrong in found.items() if wrong}


def test_every_programme_is_learnt_from_its_first_lesson_to_its_last_by_the_buttons_of_the_pages(
    walk,
) -> None:
    assert sorted(walk.order) == sorted(walk.newcomer.addresses)
    assert len(walk.order) == len(WRITTEN) >= 24
    for of_one in walk.newcomer.lessons.values():
        places = [walk.order.index(address) for address in of_one]
        assert places == list(range(places[0], places[0] + len(of_one)))


def test_the_home_page_shows_that_all_is_learnt(walk) -> None:
    words = [words.text for words in read_page(walk.home).words]
    for of_one in walk.newcomer.lessons.values():
        total = len(of_one)
        assert f"{total} of {total} lessons" in words
    assert lesson_on(walk.home) == ""


def test_every_lesson_is_there_in_both_languages(walk) -> None:
    assert len(walk.visits) == len(LANGUAGES) * len(WRITTEN)
    for visit in walk.visits:
        assert visit.status == 200, visit.address
        assert f'<html lang="{visit.language}"' in visit.html
        assert 'class="lesson__body stack" lang=' not in visit.html, f"{visit.address} is not translated"


def test_no_text_is_in_the_wrong_language(walk) -> None:
    name = walk.newcomer.who["name"]

    def wrong(visit: Visit) -> list[str]:
        return [text for text in untranslated(visit.page, visit.language) if text != name]

    assert complaints(walk, wrong) == {}


def test_every_picture_is_there_and_says_what_it_teaches(walk) -> None:
    assert complaints(walk, lambda visit: without_words(visit.page)) == {}
    pictures = {picture["src"] for visit in walk.visits for picture in visit.page.pictures}
    assert len(pictures) > 100
    for address in pictures:
        answer = walk.answers[address]
        assert answer.status_code == 200, address
        assert answer.headers["content-type"].startswith("image/"), address
        assert answer.content, address


def test_no_link_is_broken_and_none_leads_outside(walk) -> None:
    broken = {
        address: answer.status_code for address, answer in walk.answers.items() if answer.status_code != 200
    }
    assert broken == {}
    outside = {address for address in walk.answers if urlsplit(address).netloc}
    assert outside == set()


def test_every_place_that_a_link_names_is_on_the_page_it_leads_to(walk) -> None:
    ids = {visit.address: set(visit.page.ids) for visit in walk.visits}

    def lost(visit: Visit) -> list[str]:
        named = [link for link in visit.page.links if "#" in link]
        return [
            link for link in named if place_of(link) not in ids.get(lesson_of(link) or visit.address, ALL)
        ]

    assert complaints(walk, lost) == {}


def test_every_form_is_sent_to_a_page_that_exists(walk) -> None:
    for action in {urlsplit(action).path for visit in walk.visits for action in visit.page.actions} - {""}:
        try:
            resolve(action)
        except Resolver404:
            pytest.fail(f"a form is sent to {action}, which nobody answers")


def test_no_name_is_given_twice_on_a_page(walk) -> None:
    assert complaints(walk, lambda visit: [one for one, n in Counter(visit.page.ids).items() if n > 1]) == {}


def test_no_page_is_too_heavy(walk) -> None:
    assert complaints(walk, lambda visit: [str(visit.packed)] if visit.packed > HEAVIEST_PAGE else []) == {}


def test_the_walk_sees_what_is_wrong() -> None:
    """What would be found, is found: otherwise silence proves nothing."""
    page = read_page(
        '<html lang="en"><p>正常</p><p lang="zh-Hans">馒头</p><img src="a.svg" width="1" height="1"><br>'
        '<img src="/static/img/logo.svg" alt="" width="1" height="1"><button aria-label="关闭">x</button>'
        "<math>元</math><p>done</p></html>"
    )
    assert untranslated(page, "en") == ["正常", "关闭"]
    assert without_words(page) == ["a.svg"]
    chinese = read_page('<html lang="zh-hans"><p>This was not translated yet</p><p>UPS 和 LED OK</p></html>')
    assert untranslated(chinese, "zh-hans") == ["This was not translated yet"]
