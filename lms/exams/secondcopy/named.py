"""What rows of a room name and a backup may lack: people and their enrolments, papers with keys, whom they belong to.

Copied once, with the row that names them, and put back only where they are missing: what the backup knows stands.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from django.db import models
from django.db.models import Model

from lms.accounts.api import User
from lms.exams.paperdesk.models import KeyProposal
from lms.exams.papers.models import ItemOnPaper, KeyCorrection, PaperKey, PaperVersion
from lms.exams.secondcopy.files import CopyFile, Values
from lms.exams.secondcopy.kinds import KINDS, OWN, as_values
from lms.exams.sittings.models import Sitting

Keys = dict[type[Model], set[int]]
# What a paper is marked by, where its questions are counted as used, and who had its key corrected and why, which is
# what keeps them from deciding on appeals: by the way to the paper.
OF_PAPERS: dict[type[Model], str] = {
    PaperKey: "paper",
    ItemOnPaper: "paper",
    KeyCorrection: "key__paper",
    KeyProposal: "correction__key__paper",
}
_CANDIDATES = "enrolments__sittings__sitting"


@cache
def of_candidates() -> dict[type[Model], tuple[str, dict[str, str]]]:
    """Return the kinds of rows by which a candidate signs in, with the way to the sitting and which of them.

    Who was enrolled this morning signs in again. Other people's roles are given anew by people: one that was taken from
    somebody since must not come back.
    """
    roles: type[Model] = User._meta.get_field("role_assignments").related_model
    return {
        User: (f"person__{_CANDIDATES}", {}),
        roles: (f"user__person__{_CANDIDATES}", {"role": "trainee"}),
    }


@cache
def named_kinds() -> dict[str, type[Model]]:
    """Return the kinds of rows that a room may name, by their labels."""
    found: dict[str, type[Model]] = {}
    waiting = [*KINDS, *OF_PAPERS, *of_candidates()]
    while waiting:
        model = waiting.pop()
        if model not in OWN:
            if model._meta.label_lower in found:
                continue
            found[model._meta.label_lower] = model
        waiting += [field.related_model for field in _links(model) if field.related_model not in OWN]
    return found


def _links(model: type[Model]) -> list["models.ForeignKey[Model, Model]"]:
    return [field for field in model._meta.concrete_fields if isinstance(field, models.ForeignKey)]


def named_by(rows: Iterable[Values], sitting: Sitting, file: CopyFile) -> list[Values]:
    """Return what the copy lacks of what these rows name, of what that names, of candidates' accounts, and of keys."""
    found = [*_accounts(sitting, file), *_corrected_keys(file)]
    taken: Keys = defaultdict(set)
    _note(found, taken)
    wanted = _targets([*rows, *found])
    while wanted:
        fresh: list[Values] = []
        for model, keys in wanted.items():
            lacking = keys - set(file.known[model._meta.label_lower]) - taken[model]
            fresh += as_values(model._base_manager.filter(pk__in=lacking).order_by("pk"), model)
            if model is PaperVersion:
                for part, way in OF_PAPERS.items():
                    rows_of_part = part._base_manager.filter(**{f"{way}__in": lacking})
                    fresh += as_values(rows_of_part.order_by("pk"), part)
        _note(fresh, taken)
        found = fresh + found
        wanted = _targets(fresh)
    return found


def _note(rows: Iterable[Values], taken: Keys) -> None:
    for values in rows:
        taken[named_kinds()[values["model"]]].add(values["pk"])


def _targets(rows: Iterable[Values]) -> Keys:
    own = {model._meta.label_lower: model for model in OWN}
    wanted: Keys = defaultdict(set)
    for values in rows:
        fields = values["fields"]
        for link in _links(own.get(values["model"]) or named_kinds()[values["model"]]) if fields else ():
            if fields[link.name] is not None and link.related_model not in OWN:
                wanted[link.related_model].add(fields[link.name])
    return wanted


def _accounts(sitting: Sitting, file: CopyFile) -> Iterator[Values]:
    """Yield new accounts of candidates; one may be made after its candidate was admitted."""
    for model, (way, only) in of_candidates().items():
        rows = model._base_manager.filter(**{way: sitting.pk}, **only).order_by()
        new = set(rows.values_list("pk", flat=True)) - set(file.known[model._meta.label_lower])
        if new:
            yield from as_values(model._base_manager.filter(pk__in=new).order_by("pk"), model)


def _corrected_keys(file: CopyFile) -> Iterator[Values]:
    """Yield further keys of papers that the copy has, with why they came and who proposed and applied them."""
    papers = file.known[PaperVersion._meta.label_lower]
    keys = PaperKey._base_manager.filter(paper__in=list(papers)).order_by()
    new = set(keys.values_list("pk", flat=True)) - set(file.known[PaperKey._meta.label_lower])
    if not new:
        return
    yield from as_values(PaperKey._base_manager.filter(pk__in=new).order_by("pk"), PaperKey)
    yield from as_values(KeyCorrection._base_manager.filter(key__in=new).order_by("pk"), KeyCorrection)
    proposals = KeyProposal._base_manager.filter(correction__key__in=new)
    yield from as_values(proposals.order_by("pk"), KeyProposal)
