"""What was found at the desk as a file, in every format that files of questions have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from lms.accounts.api import User
from lms.core.actor import Actor
from lms.exams.desk.queries import find_drafts, find_wordings
from lms.exams.desk.wanted import Wanted
from lms.exams.errors import ItemNotFound, UnusableBank
from lms.exams.intake import outgoing
from lms.exams.intake.outgoing import Going, Left, going
from lms.exams.intake.wording import draft_of

# Each format of `intake.outgoing`, and what people call it in one word.
FORMATS: Mapping[str, str] = {"xlsx": "Excel", "gift": "GIFT", "moodle-xml": "Moodle XML", "qti3": "QTI 3.0"}


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """A file of questions with keys."""

    name: str
    data: bytes
    left_out: tuple[Left, ...] = ()


def export_found(
    *, wanted: Wanted, format_name: str, user: User, actor: Actor, now: datetime
) -> ExportedFile:
    """Return a file of what is looked for; it holds keys, so that it is written down who asked for it.

    What its format cannot hold is in `left_out`: whoever hands the file on says so.

    :raises UnusableBank: no bank is looked for: a file holds questions of one.
    :raises ItemNotFound: nothing is found, or the format is unknown.
    """
    if not wanted.bank:
        raise UnusableBank(_("Choose a bank first: a file holds the questions of one bank."), field="bank")
    items = _items(wanted, user) if format_name in FORMATS else []
    if not items:
        raise ItemNotFound(_("There is nothing to put into a file."))
    made = outgoing.write_items(outgoing.by_name(items, wanted.bank), format_name)
    with transaction.atomic(durable=True):
        outgoing.record_export(made, bank=wanted.bank, format_name=format_name, actor=actor, now=now)
    ending = outgoing.ENDINGS[format_name]
    return ExportedFile(f"{wanted.bank}-{now:%Y%m%d}.{ending}", made.data, made.left_out)


def _items(wanted: Wanted, user: User) -> list[Going]:
    if wanted.is_of_drafts:
        return going(find_drafts(wanted, user))
    versions = find_wordings(wanted, user).prefetch_related("attachments")
    return [Going(draft_of(version, bank=wanted.bank)) for version in versions]
