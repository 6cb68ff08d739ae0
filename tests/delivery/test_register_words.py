"""A mark that cannot be names its minutes, where these are what is wrong."""

import pytest
from django.utils.translation import override

from lms.delivery.register.rules import Said
from lms.delivery.register.words import impossible_text


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (
            Said("present", 50, 45),
            "The session lasts 90 minutes; 50 late and 45 left early leave nothing of it.",
        ),
        (Said("absent", 5), ""),
        (Said("present", -1), ""),
    ],
)
def test_minutes_are_named_where_they_are_too_many(said, named) -> None:
    with override("en"):
        told = impossible_text(said, 90)
    assert told == f"This mark is not possible. Check the minutes and the reason. {named}".strip()
