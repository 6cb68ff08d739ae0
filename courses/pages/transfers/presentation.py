"""A pack on its way as people read it: how far the work is, what would change, what to think about. No HTML."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from courses.pages.transfers import rules
from courses.pages.transfers.labels import label_of_record, name_of_block, shown_row
from courses.pages.transfers.models import PackExport, PackUpload
from courses.pages.transfers.operations.steps import CHECK_JOB, EXPORT_JOB, LOAD_JOB
from lms.core.models import Job, JobState

# Kind of work -> in how many steps it is done, and what each of them is.
STEPS: dict[str, int] = {CHECK_JOB: 3, LOAD_JOB: 4, EXPORT_JOB: 2}
_DOING: dict[str, tuple[str | Promise, ...]] = {
    CHECK_JOB: (
        gettext_lazy("Reading the file and comparing every hash"),
        gettext_lazy("Checking every lesson, item and rubric"),
        gettext_lazy("Comparing with what is here"),
    ),
    LOAD_JOB: (
        gettext_lazy("Reading the file and comparing every hash"),
        gettext_lazy("Checking every lesson, item and rubric"),
        gettext_lazy("Drawing circuit diagrams"),
        gettext_lazy("Writing everything in one piece; this takes the longest"),
    ),
    EXPORT_JOB: (
        gettext_lazy("Collecting lessons, pictures, items and rubrics"),
        gettext_lazy("Keeping the file"),
    ),
}
_FACTS = {
    "minutes": gettext_lazy("minutes"),
    "title": gettext_lazy("title"),
    "summary": gettext_lazy("summary"),
    "objectives": gettext_lazy("what you will be able to do"),
}
_CHANGES = {
    "added": pgettext_lazy("block of a lesson", "added"),
    "removed": pgettext_lazy("block of a lesson", "removed"),
    "changed": pgettext_lazy("block of a lesson", "changed"),
}
_LANGUAGES = {"zh": gettext_lazy("Chinese"), "en": gettext_lazy("English")}
_KINDS_OF_ONE = {
    "items": pgettext_lazy("pack", "Item"),
    "rubrics": gettext_lazy("Rubric"),
    "schemes": gettext_lazy("Examination scheme"),
    "practicals": gettext_lazy("Practical examination"),
    "recordings": pgettext_lazy("pack", "Captions"),
}
_KINDS = (
    ("lessons", pgettext_lazy("pack", "Lessons")),
    ("items", pgettext_lazy("pack", "Items")),
    ("lent", pgettext_lazy("pack", "Practice items of other banks")),
    ("rubrics", gettext_lazy("Rubrics")),
    ("schemes", gettext_lazy("Examination schemes")),
    ("practicals", gettext_lazy("Practical examinations")),
    ("pictures", pgettext_lazy("pack", "Pictures")),
    ("recordings", pgettext_lazy("pack", "Films and sound")),
    ("handouts", pgettext_lazy("pack", "Handouts")),
)


def progress_of(row: PackUpload | PackExport, job: Job | None) -> dict[str, Any] | None:
    """Return how far the work is, in numbers and words; None when nobody is at work."""
    if not rules.is_at_work(row.state):
        return None
    if job is None or job.state == JobState.FAILED:
        words = _("The work broke off. Nothing was changed. Try again, and tell the administrator.")
        return {"is_broken": True, "words": words}
    steps = _DOING[job.kind]
    done = min(job.progress_done, len(steps) - 1)
    is_waiting = job.state == JobState.QUEUED
    words = _("Waiting for its turn") if is_waiting else str(steps[done])
    place = {"number": done + 1, "total": len(steps)}
    text = words if is_waiting else _("Step %(number)s of %(total)s") % place
    return {"done": done, "total": len(steps), "words": words, "text": text, "is_broken": False}


def reasons_in_language(row: PackUpload | PackExport) -> list[str]:
    """Return why something was refused, in the reader's language."""
    return _spoken(row.reasons)


def _spoken(by_language: Mapping[str, list[str]]) -> list[str]:
    """Return sentences in the reader's language, else in the one there is."""
    here = by_language.get(get_language() or "")
    return here if here is not None else next(iter(by_language.values()), [])


def preview_of(row: PackUpload) -> dict[str, Any] | None:
    """Return what the page shows of a checked pack, or None when there is nothing to show."""
    found = row.preview.get("differences")
    if not found:
        return None
    return {
        "is_same": _is_same(row.preview.get("facts", {}), found),
        "kinds": [_kind(label, found[name]) for name, label in _KINDS if name in found],
        "lessons": _lessons(found["pages"]),
        "records": [_record(record) for record in found.get("records", ())],
        "left_out": found.get("left_out", 0),
        "plan": _spoken(found["plan"]),
        "warnings": [_WARNINGS[code](about) for code, about in found["warnings"].items()],
        "touched": [*found["lessons"]["new"], *found["lessons"]["changed"]],
    }


def _is_same(facts: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Return whether nothing of what is compared differs; readings and rules of admission are not compared."""
    standings = [found[name] for name, _label in _KINDS if name in found]
    is_any = any(standing["new"] or standing["changed"] for standing in standings)
    is_any = is_any or not {"drafts_lost", "shown_again"}.isdisjoint(found["warnings"])
    return bool(facts.get("version_exists")) and not (is_any or found["pages"] or any(found["plan"].values()))


def _kind(label: str | Promise, standing: Mapping[str, list[str]]) -> dict[str, Any]:
    return {"label": label, **standing, "total": sum(len(codes) for codes in standing.values())}


def _lessons(pages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the changed pages, each with a sentence for every change and the words before and after."""
    return [
        {
            "code": page["code"],
            "title": page["title"],
            "language": _LANGUAGES[page["language"]],
            "changes": [*_facts(page), *map(_block, page["blocks"])],
        }
        for page in pages
    ]


def _facts(page: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the changed facts; previews of before have no words."""
    rows = page.get("words", ())
    return [
        {
            "text": _("%(field)s: changed") % {"field": _FACTS[name]},
            "rows": [{**row, "label": _FACTS[name]} for row in rows if row["at"] == name],
        }
        for name in page["facts"]
    ]


def _block(block: Mapping[str, Any]) -> dict[str, Any]:
    words = _("Block %(place)s (%(kind)s): %(change)s")
    about = {
        "place": block["place"],
        "kind": name_of_block(block["kind"]),
        "change": _CHANGES[block["change"]],
    }
    return {
        "text": words % about,
        "rows": [shown_row(block["kind"], row) for row in block.get("words", ())],
        "is_without_words": block["change"] == "changed" and block.get("words") == [],
    }


def _record(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": _KINDS_OF_ONE[record["kind"]],
        "code": record["code"],
        "rows": [{**row, "label": label_of_record(row["at"])} for row in record["words"]],
    }


def _listed(about: list[str], most: int = 12) -> str:
    shown = _(", ").join(about[:most])
    return f"{shown} …" if len(about) > most else shown


_WARNINGS: dict[str, Callable[[list[str]], str]] = {
    "drafts_lost": lambda about: (
        _(
            "Somebody is still at work on these pages: there are changes that are not published, or a review is under "
            "way. The pack's wording takes their place and the review ends; the changes stay in the history of the "
            "page: %(pages)s."
        )
        % {"pages": _listed(about)}
    ),
    "shown_again": lambda about: (
        _("These lessons are not published here now. Loading the pack publishes them: %(codes)s.")
        % {"codes": _listed(about)}
    ),
    "edited_here": lambda about: (
        _(
            "These lessons were last written on here, not by a pack. The pack's wording takes its place; "
            "what was written here stays in the history of the page: %(codes)s."
        )
        % {"codes": _listed(about)}
    ),
    "older_version": lambda about: (
        _("There is a newer version of this programme here already: %(numbers)s.")
        % {"numbers": _listed(about)}
    ),
    "stays": lambda about: (
        _("The pack does not have these lessons of the programme. Their pages stay as they are: %(codes)s.")
        % {"codes": _listed(about)}
    ),
    "not_written": lambda about: (
        _(
            "These lessons are planned and not written yet; trainees read that they are being written: %(codes)s."
        )
        % {"codes": _listed(about)}
    ),
    "one_language": lambda about: (
        _("These lessons have a Chinese page only: %(codes)s.") % {"codes": _listed(about)}
    ),
    "unread": lambda about: (
        ngettext(
            "No second reader has checked %(number)s item: %(codes)s.",
            "No second reader has checked %(number)s items: %(codes)s.",
            len(about),
        )
        % {"number": len(about), "codes": _listed(about)}
    ),
}
