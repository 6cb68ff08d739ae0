"""Lists, makes, rotates, retires and removes the keys that sign credentials, documents and the register."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from certificates.issuing.keys.certificates import certificate_as_pem, install_certificate
from certificates.issuing.keys.models import Custody, Purpose
from certificates.issuing.keys.operations import (
    Holder,
    make_signing_key,
    remove_signing_key,
    retire_signing_key,
)
from certificates.issuing.keys.queries import list_keys, signed_with
from certificates.issuing.second.queries import made_with, state_of_second
from lms.core import clock
from lms.core.actor import Actor
from lms.core.errors import DomainError

ACTOR = Actor.system("command")


class Command(BaseCommand):
    help = (
        "list | make PURPOSE [--custody pkcs11 --locator TOKEN/LABEL] | retire NAME | remove NAME [--drill] | "
        "certificate NAME [--install FILE]. "
        "make also rotates: the former key is retired and stays published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        verbs.add_parser("list")
        make = verbs.add_parser("make")
        make.add_argument("purpose", choices=Purpose.values)
        make.add_argument("--custody", choices=Custody.values, default=Custody.FILE)
        make.add_argument("--locator", default="")
        make.add_argument("--reason", default="")
        certificate = verbs.add_parser("certificate")
        certificate.add_argument("name", help="a key that seals documents")
        certificate.add_argument(
            "--install", type=Path, help="use this one (PEM) of an authority from now on"
        )
        for verb in ("retire", "remove"):
            end = verbs.add_parser(verb)
            end.add_argument("name")
            end.add_argument("--reason", required=True)
        end.add_argument("--drill", action="store_true", help="say what would happen and change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except DomainError as error:
            raise CommandError(str(error) or error.code) from None

    def _list(self, options: dict[str, Any]) -> None:
        for key in list_keys():
            state = "removed" if key.removed_at else "retired" if key.retired_at else "in use"
            self.stdout.write(f"{key.name}  {key.purpose}  {key.algorithm}  {key.custody}  {state}")
        if second := state_of_second():
            self.stdout.write(f"second signatures: {second.made} made, {second.waiting} waiting")

    def _make(self, options: dict[str, Any]) -> None:
        if (options["custody"] == Custody.FILE) == bool(options["locator"]):
            raise CommandError("--locator names a key in a module or of a command, and only there")
        key = make_signing_key(
            purpose=options["purpose"],
            holder=Holder(options["custody"], options["locator"]),
            reason=options["reason"],
            actor=ACTOR,
            now=clock.now(),
        )
        self.stdout.write(f"{key.name} is in use.")

    def _certificate(self, options: dict[str, Any]) -> None:
        name, file, now = options["name"], options["install"], clock.now()
        if file is not None:
            try:
                content = file.read_bytes()
            except OSError as error:
                raise CommandError(f"{file}: {error.strerror}.") from None
            install_certificate(name=name, content=content, actor=ACTOR, now=now)
        self.stdout.write(certificate_as_pem(name, now=now))

    def _retire(self, options: dict[str, Any]) -> None:
        key = retire_signing_key(name=options["name"], reason=options["reason"], actor=ACTOR, now=clock.now())
        self.stdout.write(f"{key.name} signs no more. What it signed stays valid. Make another one now.")

    def _remove(self, options: dict[str, Any]) -> None:
        numbers, seconds = signed_with(options["name"]), made_with(options["name"])
        if not options["drill"]:
            reason = options["reason"]
            remove_signing_key(name=options["name"], reason=reason, actor=ACTOR, now=clock.now())
        verb = "would lose" if options["drill"] else "lose"
        if seconds:
            verb = "would count" if options["drill"] else "count"
            self.stdout.write(
                f"{seconds} second signatures {verb} no more; they are made anew with the next key."
            )
            return
        self.stdout.write(f"{len(numbers)} credentials {verb} their proof and have to be issued anew:")
        for number in numbers:
            self.stdout.write(number)
