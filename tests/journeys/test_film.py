"""A film in a lesson: captions in the page's language, played in parts, gone on with at the next terminal."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.test_weight import LIMIT, Scale, sign_in
from tests.journeys.trainee import Trainee

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STOPPED_AT = 5
# Who learns the lesson that has a film, and where it is.
LEARNER = """
import json
from courses.catalog.api import Lesson
from lms.enrolments.models import Enrolment
active = Enrolment.objects.filter(version__programme__code="LVE", state="active").order_by("pk")
print(json.dumps([active.first().person.user.username, str(Lesson.objects.get(code="LVE-L13").uuid)]))
"""
SHOWN = "film => [...film.textTracks].filter(track => track.mode === 'showing').map(track => track.language)"
REACHED = """(film, until) => new Promise((done) => {
    film.addEventListener("timeupdate", () => film.currentTime >= until && done());
})"""


@pytest.fixture
def lesson(platform, open_page) -> dict[str, Any]:
    """The lesson's address, and one person at two terminals: Chinese at a desk, English on a phone."""
    told = platform.manage("shell", "--no-imports", "-c", LEARNER)
    number, uuid = json.loads(told.strip().splitlines()[-1])
    who = next(row for row in platform.facts["sign_ins"] if row["username"] == number)
    pages = {}
    for language, screen in (("zh-hans", "desktop"), ("en", "phone")):
        pages[language] = open_page(base_url=platform.base_url, screen=screen, language=language)
        sign_in(pages[language], who)
    return {"address": f"/learn/{uuid}/", **pages}


def film_of(page: Page) -> Locator:
    film = page.locator("video[data-recording]")
    film.scroll_into_view_if_needed()
    return film


def play(page: Page, until: int) -> Locator:
    """Play the film until a second of it."""
    film = film_of(page)
    film.evaluate("film => { film.muted = true; return film.play(); }")
    film.evaluate(REACHED, until)
    return film


def test_a_film_is_played_with_captions_and_goes_on_at_the_next_terminal(lesson) -> None:
    one, two = lesson["zh-hans"], lesson["en"]
    scale = Scale(one)
    one.goto(lesson["address"])
    one.wait_for_load_state("networkidle")
    assert scale.bytes <= LIMIT + 50_000  # the budget of a lesson; nothing of the film is among it
    expect(film_of(one)).to_have_attribute("preload", "none")
    assert film_of(one).evaluate(SHOWN) == ["zh-Hans"]
    Trainee(one, "zh-hans", "desktop", {}).look("15-film")
    with one.expect_response(re.compile("/learn/recordings/[^/]+/$")) as fetched:
        play(one, STOPPED_AT)
    assert fetched.value.status == 206
    with one.expect_response("**/position/"):
        film_of(one).evaluate("film => film.pause()")
    two.goto(lesson["address"])
    assert film_of(two).evaluate(SHOWN) == ["en"]
    film = play(two, STOPPED_AT)
    first = film.evaluate("film => film.played.start(film.played.length - 1)")
    assert first >= STOPPED_AT - 1, "it began again"
    Trainee(two, "en", "phone", {}).look("15-film")
    paper(two)


def paper(page: Page) -> None:
    """On paper the player is gone and its text stands."""
    page.emulate_media(media="print")
    expect(page.locator("video[data-recording]")).to_be_hidden()
    expect(page.locator(".recording__words p").last).to_be_visible()
