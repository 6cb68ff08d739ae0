"""What somebody was shown before the yes to enrol many: nothing else is done, and who changed meanwhile is named."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.enrolments.admission.presentation import reasons_of
from lms.enrolments.admission.queries import Prospect

DONE = ("enrolled",)


def mark_of(prospects: Iterable[Prospect]) -> str:
    """Return what stands for those who can be enrolled, and for the enrolments that go on by it."""
    return " ".join(f"{row.admission.uuid}:{_former(row)}" for row in prospects if row.is_possible)


def _former(row: Prospect) -> str:
    return str(row.former.uuid) if row.former else ""


def enrolled_since(seen: str, prospects: Iterable[Prospect]) -> list[Prospect]:
    """Return those who were shown as possible and are enrolled by now: what was wanted of them is done."""
    shown = _shown(seen)
    return [row for row in prospects if str(row.admission.uuid) in shown and row.refusals == DONE]


def changes_since(seen: str, prospects: Sequence[Prospect]) -> list[str]:
    """Return in words what is not as it was shown any more: of whom, and why; nothing where all is."""
    shown = _shown(seen)
    words = [text for row in prospects if (text := _change(shown.pop(str(row.admission.uuid), None), row))]
    if shown:
        gone = ngettext(
            "%(count)d person whom you had chosen is not at your site any more.",
            "%(count)d people whom you had chosen are not at your site any more.",
            len(shown),
        )
        words.append(gone % {"count": len(shown)})
    return words


def _shown(seen: str) -> dict[str, str]:
    return {stay: former for stay, _colon, former in (part.partition(":") for part in seen.split())}


def _change(former: str | None, row: Prospect) -> str:
    """Return what changed of one person, whose mark names the enrolment that goes on; None: shown as not possible."""
    if not row.is_possible:
        if former is None or row.refusals == DONE:
            return ""
        said = " ".join(reasons_of(row))
    elif former is None:
        said = _("can be enrolled now")
    elif former != _former(row):
        said = _("was withdrawn meanwhile, or is enrolled anew now; see below")
    else:
        return ""
    return f"{row.admission.person.full_name}{_(': ')}{said}"
