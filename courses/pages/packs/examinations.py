"""The dated rules of practical examinations in a pack, and of who is admitted to its examinations.

A fault names the line of pack.yaml: the rules of a practical examination are long, and most of it is numbers.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted
from courses.pages.packs.plans import check_code
from courses.pages.packs.yaml_files import Files, line_of
from lms.exams.api import NewPracticalScheme, NewRule, faults_of_practical

HEAD = "pack.yaml"
PRACTICALS, ADMISSION = "practical_schemes", "admission_rules"
SCHEME_FIELDS = frozenset(NewPracticalScheme.__dataclass_fields__)
GROUP_FIELDS = frozenset({"code", "title", "tasks", "count", "weight"})
RULE_FIELDS = frozenset(NewRule.__dataclass_fields__)
RULE_NEEDS = frozenset({"code", "valid_from", "basis"})
MOST_MONTHS, MOST_RESITS, LONGEST_BASIS = 120, 20, 300


def practicals_in(
    head: Mapping[str, Any], rubrics: Iterable[Mapping[str, Any]], files: Files
) -> tuple[NewPracticalScheme, ...]:
    """Return the rules of practical examinations that pack.yaml writes down.

    :raises PackError: naming the line and what is wrong there.
    """
    tasks, found = {rubric["code"] for rubric in rubrics}, []
    for number, row in enumerate(head.get(PRACTICALS, ())):
        place = _place(files, PRACTICALS, number)
        with noted(place):
            found.append(_practical(row, tasks, files, number))
    return tuple(found)


def _practical(row: Mapping[str, Any], tasks: set[str], files: Files, number: int) -> NewPracticalScheme:
    at = _place(files, PRACTICALS, number)
    _check_names(at, row, SCHEME_FIELDS, SCHEME_FIELDS)
    check_code(row["code"], at)
    for step, group in enumerate(row["groups"]):
        here = _place(files, PRACTICALS, number, "groups", step)
        with noted(here):
            _check_group(here, group, tasks)
    scheme = NewPracticalScheme(**row)
    for fault in faults_of_practical(scheme):
        with noted():
            where = _place(files, PRACTICALS, number, *fault.place)
            raise PackError(f"{where}: {fault.words}")
    return scheme


def _check_group(at: str, group: Mapping[str, Any], tasks: set[str]) -> None:
    _check_names(at, group, GROUP_FIELDS, GROUP_FIELDS)
    check_code(group["code"], at)
    for code in group["tasks"]:
        if code not in tasks:
            words = _("%(place)s: there is no rubrics/%(code)s.yaml in the pack.")
            raise PackError(words % {"place": at, "code": code})


def admission_in(head: Mapping[str, Any], files: Files) -> tuple[NewRule, ...]:
    """Return the rules of who is admitted to the examinations of the pack.

    :raises PackError: naming the line and what is wrong there.
    """
    known = {row["code"] for kind in ("examination_schemes", PRACTICALS) for row in head.get(kind, ())}
    found: dict[tuple[str, date], NewRule] = {}
    for number, row in enumerate(head.get(ADMISSION, ())):
        at = _place(files, ADMISSION, number)
        with noted(at):
            rule = _rule(at, row, known)
            if (rule.code, rule.valid_from) in found:
                raise PackError(_("%(place)s: this code stands twice.") % {"place": at})
            found[rule.code, rule.valid_from] = rule
    return tuple(found.values())


def _rule(at: str, row: Mapping[str, Any], known: set[str]) -> NewRule:
    _check_names(at, row, RULE_FIELDS, RULE_NEEDS)
    if row["code"] not in known:
        words = _("%(place)s: the pack has no examination %(code)s.")
        raise PackError(words % {"place": at, "code": row["code"]})
    if type(row["valid_from"]) is not date:
        raise PackError(_("%(place)s: valid_from is a day, as 2026-12-01.") % {"place": at})
    for name, least, most in (("resits", 0, MOST_RESITS), ("after_months", 1, MOST_MONTHS)):
        value = row.get(name)
        if value is not None and not (type(value) is int and least <= value <= most):
            words = _("%(place)s: %(name)s is a whole number from %(least)s to %(most)s.")
            raise PackError(words % {"place": at, "name": name, "least": least, "most": most})
    if type(row.get("absence_counts", True)) is not bool:
        raise PackError(_("%(place)s: absence_counts is true or false.") % {"place": at})
    if any(len(text) > LONGEST_BASIS for text in row["basis"].values()):
        words = _("%(place)s: basis has at most %(most)s characters.")
        raise PackError(words % {"place": at, "most": LONGEST_BASIS})
    _check_order(at, row)
    return NewRule(**row)


def _check_order(at: str, row: Mapping[str, Any]) -> None:
    if "after" in row:
        check_code(row["after"], at)
    if row.get("after") == row["code"] or ("after_months" in row and "after" not in row):
        words = _("%(place)s: an examination comes after another one, not after itself.")
        raise PackError(words % {"place": at})


def _check_names(at: str, row: Mapping[str, Any], known: frozenset[str], needed: frozenset[str]) -> None:
    if unknown := sorted(set(row) - known):
        raise PackError(_("%(place)s: nobody reads %(names)s.") % {"place": at, "names": ", ".join(unknown)})
    if missing := sorted(needed - set(row)):
        words = _("%(place)s: %(names)s is missing.")
        raise PackError(words % {"place": at, "names": ", ".join(missing)})


def _place(files: Files, *path: str | int) -> str:
    about = {"name": HEAD, "line": line_of(files, HEAD, *path), "what": path[0]}
    return _("%(name)s line %(line)s, %(what)s") % about
