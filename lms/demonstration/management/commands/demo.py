"""`manage.py demo`: load the demonstration; `--json` prints sign-ins, credentials and sittings as one object."""

import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser, OutputWrapper

from lms.core import clock
from lms.demonstration.build import build


class Command(BaseCommand):
    help = "Load the demonstration. Running it again adds only what is missing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        def say(text: str) -> None:
            if not options["json"]:
                self.stdout.write(f"  {text}")

        def warn(text: str) -> None:
            self.stderr.write(f"  {text}")

        told = build(now=clock.now(), say=say, warn=warn)
        if options["json"]:
            _print(told, self.stdout)
        else:
            self.stdout.write(f"  {len(told['sign_ins'])} sign-ins, {len(told['credentials'])} certificates")


def _print(told: dict[str, Any], out: OutputWrapper) -> None:
    try:
        out.write(json.dumps(told, ensure_ascii=False, indent=1))
        out.flush()
    except (
        BrokenPipeError
    ):  # the reader, `head` for one, has seen enough; nothing is flushed to it at the end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
