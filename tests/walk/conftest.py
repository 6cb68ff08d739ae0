"""One running platform with the whole demonstration, and what a walk over all its lessons found."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.server import running_platform
from tests.walk.learner import Walk, walk_all_lessons


@pytest.fixture(scope="module")
def walk() -> Iterator[Walk]:
    """All lessons of all programmes as somebody new learnt them from first to last, read in both languages."""
    with running_platform(with_worker=False) as platform:
        yield walk_all_lessons(platform)
