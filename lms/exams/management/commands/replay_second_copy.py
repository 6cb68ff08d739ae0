"""Puts the second copy of examination rooms into a database restored from a backup; before anybody uses it."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lms.core import clock
from lms.core.actor import Actor
from lms.core.errors import DomainError
from lms.exams.secondcopy.replaying import replay
from lms.exams.secondcopy.rows import Held, MissingPhoto, Replayed

# A program that restores must not take this for whole, nor for a refusal, after which nothing is there.
MISSING_STATUS = 3
# Nor for whole where an examination stayed out, of which the copy has what the database lacks.
HELD_STATUS = 4


class Command(BaseCommand):
    help = (
        "Add to the database what files of the second copy have and it lacks. Restore the backup, run this, and only "
        "then start the platform. Again changes nothing. Status 1: nothing was changed; 3: all is back but photos, "
        "which are named; 4: all is back but examinations, which are named and stay as the database has them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "files",
            nargs="+",
            type=Path,
            help="sitting-….jsonl, practical-….jsonl, or the folder of the copy",
        )
        parser.add_argument("--check", action="store_true", help="change nothing; say what would be added")
        parser.add_argument("--json", action="store_true", help="answer with JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        paths = [path for given in options["files"] for path in _files(given)]
        if not paths:
            raise CommandError("There is no file of a second copy here.")
        try:
            replayed = replay(
                paths, is_trial=options["check"], actor=Actor.system("second copy"), now=clock.now()
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(_as_json(replayed) if options["json"] else _in_words(replayed, options["check"]))
        held = [one for one in replayed.held if one.lacking]
        if held:
            words = (
                f"{len(held)} examinations did not come back, as listed: they stay as the database has them. "
                "Everything else is as said."
            )
            raise CommandError(words, returncode=HELD_STATUS)
        if replayed.missing:
            words = f"{len(replayed.missing)} photos are missing, as listed. Everything else is as said."
            raise CommandError(words, returncode=MISSING_STATUS)


def _files(given: Path) -> list[Path]:
    if not given.is_dir():
        return [given]
    return [*sorted(given.glob("sitting-*.jsonl")), *sorted(given.glob("practical-*.jsonl"))]


def _as_json(replayed: Replayed) -> str:
    kinds = ("added", "moved_on", "taken_off")
    counts: dict[str, Any] = {kind: dict(getattr(replayed, kind)) for kind in kinds}
    counts["held"] = [asdict(one) for one in replayed.held]
    counts["missing"] = [one.as_dict() for one in replayed.missing]
    whole = {"lines": replayed.lines, "known": replayed.known, "pictures": replayed.pictures, **counts}
    return json.dumps(whole, ensure_ascii=False)


def _in_words(replayed: Replayed, is_trial: bool) -> str:
    lines = [f"{replayed.lines} lines read; every line fits the one before."]
    lines += [f"  added: {count} x {name}" for name, count in sorted(replayed.added.items())]
    lines += [f"  moved on: {count} x {name}" for name, count in sorted(replayed.moved_on.items())]
    lines += [f"  taken off: {count} x {name}" for name, count in sorted(replayed.taken_off.items())]
    if replayed.pictures:
        lines.append(f"  put back: {replayed.pictures} photos")
    lines += [_missing(one) for one in replayed.missing]
    lines += [_held(one) for one in replayed.held]
    lines.append(f"{replayed.known} rows were there already.")
    lines.append(
        "Nothing was changed: this was a trial." if is_trial else "Done. Every log and receipt was verified."
    )
    return "\n".join(lines)


def _held(one: Held) -> str:
    name = f"  left alone: {one.examination or one.file} ({one.file}, line {one.line}): {one.why}"
    if not one.lacking:
        return f"{name}; of what the copy has nothing is missing"
    kinds = ", ".join(f"{count} x {kind}" for kind, count in sorted(one.kinds.items()))
    return f"{name}; {one.lacking} rows stand only in the copy: {kinds}"


def _missing(one: MissingPhoto) -> str:
    at = f"{timezone.localtime(one.at):%Y-%m-%d %H:%M:%S}"
    who = f"candidate {one.candidate}, try {one.attempt}"
    return f"  missing: photo {one.number} of {one.task}, {who}, {at} ({one.file}): {one.why}"
