"""Adds a practice item of each kind to the first lessons of a running platform, and the mock examination "MOCK"."""

from __future__ import annotations

from tests.support.server import RunningPlatform

# Runs inside the platform's own process, where its settings and data are.
SCRIPT = """
from courses.pages.models import LessonPage
from tests.factories.practice import a_mock_scheme, items_of_each_kind

codes = [item["code"] for item in items_of_each_kind()]
a_mock_scheme(minutes=10)
for page in LessonPage.objects.filter(lesson__code__endswith="-L01"):
    page.body.append(("practice", {"items": codes}))
    page.save_revision().publish()
print(len(codes))
"""


def add_every_kind(platform: RunningPlatform) -> None:
    """Load the items and show them in the first lesson of each programme."""
    printed = platform.manage("shell", "-c", SCRIPT)
    assert printed.split()[-1] == "8"
