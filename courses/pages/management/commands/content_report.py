"""Says what each programme holds, and what is missing before it can be taught from."""

from typing import Any

from courses.pages.content_report import content_report
from courses.pages.management.pack_command import PackCommand


class Command(PackCommand):
    help = "Print per programme: lessons, words, drawings, items per topic and type, reviews, blueprint coverage."

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        return content_report()
