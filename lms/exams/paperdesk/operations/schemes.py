"""Use case: an officer writes an examination's rules, as a first or a further version."""

from dataclasses import asdict
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from lms.core.actor import Actor
from lms.exams.errors import SchemeMoved, UnusableScheme
from lms.exams.paperdesk.choices import list_banks
from lms.exams.papers.models import ExaminationScheme
from lms.exams.papers.operations import NewScheme, load_scheme
from lms.exams.papers.queries import scheme_source


def write_scheme(
    *, scheme: NewScheme, bank: str, based_on: int, actor: Actor, now: datetime
) -> ExaminationScheme:
    """Keep a version that was written from version `based_on` (0: an examination that is not there yet).

    The same content again is the version that there is. Versions in use never change: sittings keep theirs.

    :raises SchemeMoved: somebody else wrote a version meanwhile, or the code is taken.
    :raises UnusableScheme: no bank has examination questions under this code, or as `load_scheme` says.
    """
    try:
        with transaction.atomic(durable=True):
            versions = ExaminationScheme.objects.select_for_update().filter(code=scheme.code)
            latest = versions.order_by("-number").first()
            if (latest.number if latest else 0) != based_on:
                raise _moved(based_on)
            if latest is not None and scheme_source(latest) == asdict(scheme):
                return latest
            # People write codes in letters of any size and mean the same examination.
            if latest is None and ExaminationScheme.objects.filter(code__iexact=scheme.code).exists():
                raise _moved(based_on)
            owner = latest.bank if latest else bank
            if latest is None and bank not in list_banks():
                raise UnusableScheme(_("There is no bank with examination questions of this code."))
            return load_scheme(scheme=scheme, bank=owner, actor=actor, now=now)
    except IntegrityError as error:
        # Two people gave the same new code at once; there was no row to lock.
        raise _moved(based_on) from error


def _moved(based_on: int) -> SchemeMoved:
    if not based_on:
        return SchemeMoved(_("There is an examination with this code. Choose another."), field="code")
    words = _("Somebody else has written a version meanwhile. Look at it, then begin again from there.")
    return SchemeMoved(words)
