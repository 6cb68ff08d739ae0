"""Takes the questions of a file into a bank as drafts, or says what that would do."""

import hashlib
import json
from pathlib import Path
from typing import Any, NoReturn

from django.core.management.base import CommandError, CommandParser

from lms.core.errors import DomainError
from lms.core.management.json_command import REFUSED, WRONG_USAGE, JsonCommand, read_bytes
from lms.core.unreadable import UnreadableFile
from lms.exams.errors import MappingNotFound
from lms.exams.intake.considering import Considered
from lms.exams.intake.mappings import get_mapping, refuse_name, save_mapping
from lms.exams.intake.operations import ImportedFile, look_over, take_in
from lms.exams.intake.reading import ReadFile, Wishes, read_file
from lms.exams.intake.reports import described, refusal_of
from lms.exams.intake.summing import summed_up
from lms.exams.interchange import formats, tables


class Command(JsonCommand):
    help = "Import questions as drafts of a bank. Exit 0: the file was read; 3: refused as a whole; 2: wrong usage."
    refusals = (UnreadableFile, DomainError)

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path)
        parser.add_argument("--bank", required=True, help="code of the bank")
        parser.add_argument(
            "--format", choices=formats.FORMATS, default="", help="found out when it is clear"
        )
        parser.add_argument("--encoding", default="", help="of a text file; found out when it is clear")
        parser.add_argument(
            "--language", choices=["zh", "en"], default="", help="of texts that do not say it"
        )
        parser.add_argument("--mapping", default="", help="name of a saved mapping, or a file that holds one")
        parser.add_argument(
            "--save-mapping", default="", help="keep the mapping under this name; a dry run keeps none"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="only say what importing would do, and write nothing"
        )

    def work(self, options: dict[str, Any]) -> dict[str, Any]:
        path: Path = options["file"]
        data = read_bytes(path)
        self.note("read")
        if options["save_mapping"]:
            refuse_name(options["save_mapping"])
        wishes = Wishes(options["format"], options["encoding"], options["language"])
        mapping = self.mapping_of(options["mapping"]) if options["mapping"] else None
        read = read_file(data, path.name, wishes, mapping)
        self.note(f"{len(read.reading.entries)} questions found")
        is_real = not options["dry_run"] and not read.needs_mapping
        rows = (
            self.taken(path.name, data, read, options["bank"])
            if is_real
            else self.looked(read, options["bank"])
        )
        if options["save_mapping"] and read.mapping and not options["dry_run"]:
            save_mapping(
                name=options["save_mapping"], content=read.mapping, by=None, actor=self.actor, now=self.now
            )
        facts = {
            "format": read.reading.format,
            "encoding": read.reading.encoding,
            "imported": is_real,
            **described(rows),
            **summed_up(read, rows),
        }
        question = tables.look_as_json(read.look) if read.look and read.needs_mapping else None
        return facts if question is None else {**facts, "needs_mapping": question}

    def looked(self, read: ReadFile, bank: str) -> list[Considered]:
        """Return what importing would do."""
        return look_over(bank=bank, reading=read.reading)

    def taken(self, name: str, data: bytes, read: ReadFile, bank: str) -> list[Considered]:
        """Import and return what became of each entry."""
        file = ImportedFile(name, hashlib.sha256(data).hexdigest(), read.mapping)
        return take_in(bank=bank, reading=read.reading, file=file, by=None, actor=self.actor, now=self.now)

    def mapping_of(self, given: str) -> tables.Mapping:
        """Return the mapping in a file, or the saved one of this name."""
        if Path(given).is_file():
            try:
                return tables.from_json(json.loads(read_bytes(Path(given))))
            except (ValueError, RecursionError) as error:
                raise CommandError(f"{given}: {error}", returncode=WRONG_USAGE) from error
        return tables.from_json(get_mapping(given))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            super().handle(*args, **options)
        except tables.UnusableMapping as error:
            self.end_as_usage(f"The mapping does not fit: {error}", error, options)

    def refuse(self, error: Exception, options: Any) -> NoReturn:
        if isinstance(error, UnreadableFile):
            facts = {"format": options["format"], "encoding": options["encoding"], "imported": False}
            self.say({**facts, **described([]), "refused": refusal_of(error)}, options)
            raise CommandError(refusal_of(error)["message"], returncode=REFUSED) from error
        if isinstance(error, DomainError) and (
            isinstance(error, MappingNotFound) or error.code == "exams.bank.unusable"
        ):
            self.end_as_usage(error.message, error, options)
        super().refuse(error, options)

    def end_as_usage(self, message: str, error: Exception, options: Any) -> NoReturn:
        """End because of how the command was used."""
        self.say_refused("usage", message, options)
        raise CommandError(message, returncode=WRONG_USAGE) from error

    def note(self, text: str) -> None:
        """Tell who waits at a console how far it is; standard output stays for the answer."""
        if self.stderr.isatty():
            self.stderr.write(text)
