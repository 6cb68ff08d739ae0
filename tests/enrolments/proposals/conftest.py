"""The made-up sites of these tests have few people."""

import pytest


@pytest.fixture(autouse=True)
def _classes_of_any_size(settings):
    """Let a class be opened for one person, unless a test says otherwise."""
    settings.SMALLEST_CLASS = ""
