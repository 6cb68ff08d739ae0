"""Commands whose work answers with values: one JSON object with --json, exit status 3 when the input is refused."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from lms.core import clock
from lms.core.actor import Actor
from lms.core.errors import DomainError

WRONG_USAGE, REFUSED = 2, 3


class JsonCommand(BaseCommand):
    """A command that speaks English to consoles and programs; what the domain refuses is exit status 3."""

    actor = Actor.system("command")
    refusals: tuple[type[Exception], ...] = (DomainError,)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        self.now = clock.now()
        with translation.override("en"):
            try:
                facts = self.work(options)
            except CommandError as error:
                reason = "usage" if error.returncode == WRONG_USAGE else "failed"
                self.say_refused(reason, str(error), options)
                raise
            except self.refusals as error:
                self.refuse(error, options)
        self.say(facts, options)

    def say(self, facts: Mapping[str, Any], options: Mapping[str, Any]) -> None:
        """Print what the work answered."""
        if options["json"]:
            self.stdout.write(json.dumps(facts, ensure_ascii=False))
        else:
            self.stdout.write(
                "\n".join(line for name, value in facts.items() for line in lines_of(name, value))
            )

    def refuse(self, error: Exception, options: Mapping[str, Any]) -> NoReturn:
        """End with the reasons; with --json one object says them too."""
        reasons = "\n".join(self.reasons_of(error))
        self.say_refused(str(getattr(error, "code", "")), reasons, options, place=getattr(error, "place", ""))
        raise CommandError(reasons, returncode=REFUSED) from error

    def say_refused(self, reason: str, message: str, options: Mapping[str, Any], *, place: str = "") -> None:
        """Print for programs why nothing was done: a stable code, where, and in words; people read it as the error."""
        if options["json"]:
            self.say({"refused": {"reason": reason, "place": place, "message": message}}, options)

    def reasons_of(self, error: Exception) -> list[str]:
        """Return why the input was refused, in sentences."""
        return [error.message, *error.reasons] if isinstance(error, DomainError) else [str(error)]

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        """Do it and return what is to be said."""
        raise NotImplementedError


def lines_of(name: str, value: Any) -> list[str]:
    """Return how people read one value: a list of things has its number first, then a line for each."""
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        rows = (
            "; ".join(str(part) for part in each.values() if part != "" and not isinstance(part, list))
            for each in value
        )
        return [f"{name}: {len(value)}", *(f"  {row}" for row in rows)]
    return [f"{name}: {value}"]


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; a file that cannot be read is wrong usage."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.", returncode=WRONG_USAGE) from error


def write_private(path: Path, content: bytes) -> None:
    """Write a file where only its owner may read it, whole or not at all: it holds keys of examination items."""
    draft = path.with_name(f".{path.name}.draft")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(content)
        draft.replace(path)
    except OSError as error:
        raise CommandError(f"{path}: {error.strerror}.") from error
