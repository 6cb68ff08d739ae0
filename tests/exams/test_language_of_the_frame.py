"""The frame around the paper: what it says in one language it says in the other too, when the candidate switches."""

import pytest
import time_machine
from django.test import Client
from lxml import html

from lms.exams.practical.words import words_in_all_languages as words_of_marking
from lms.exams.sittings.words import words_in_all_languages
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import attempt_of, open_sitting_for

pytestmark = pytest.mark.django_db
LANGUAGES = ("zh-hans", "en")
# What the view draws itself, and what is seen only where there is no script.
ELSEWHERE = (
    "//noscript | //script | //title | //*[@data-title] | //*[@data-flag-word] | //*[@id='exam-navigator']"
)


@pytest.fixture
def frames(settings):
    """Return the page of the paper by language, as a demonstration shows it."""
    settings.DEMONSTRATION = True
    user, enrolment = enrolled_trainee()
    attempt = attempt_of(open_sitting_for(enrolment), enrolment)
    with time_machine.travel(NOW, tick=False):
        client = sign_in(Client(), user)
        found = {}
        for language in LANGUAGES:
            client.cookies["language"] = language
            found[language] = html.fromstring(client.get(f"/exams/attempts/{attempt.uuid}/").content.decode())
    return found


def left(frame):
    """Return all texts and names for screen readers that no switch would change."""
    for node in frame.xpath(f"{ELSEWHERE} | //*[@data-word]"):
        node.drop_tree()
    names = frame.xpath("//*[not(@data-word-label)]/@aria-label")
    return [text.strip() for text in frame.itertext() if text.strip()], names


def test_nothing_of_the_frame_stays_in_the_language_of_before(frames):
    words = words_in_all_languages()
    for language, frame in frames.items():
        assert frame.xpath("//aside[@class='demo']"), "the banner is part of it"
        said = {node.get("data-word"): node.text_content() for node in frame.xpath("//*[@data-word]")}
        said |= {
            node.get("data-word-label"): node.get("aria-label")
            for node in frame.xpath("//*[@data-word-label]")
        }
        assert {"demonstration_text", "candidate_number", "language", "skip", "time_left"} <= set(said)
        assert {key: words[language].get(key) for key in said} == said
    assert left(frames["zh-hans"]) == left(frames["en"])


def test_the_page_of_assessors_knows_the_words_of_the_frame_too():
    words = words_of_marking()
    for key in ("demonstration", "demonstration_title", "demonstration_text", "skip", "language"):
        assert words["zh-hans"][key] != words["en"][key]
