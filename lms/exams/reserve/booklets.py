"""What was printed for an attempt: its digest, and the questions with the letters that its booklet shows."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from lms.exams.bank.rules import FILL_IN, HOTSPOT, MATCHING, ORDERING
from lms.exams.eventlog import sha256
from lms.exams.papers.models import PaperVersion
from lms.exams.papers.printing.layout import LETTERS
from lms.exams.papers.rules import order_for
from lms.exams.reserve.models import SealedReserve
from lms.exams.reserve.rules import Line
from lms.exams.sittings.arrangements import arrangement_of
from lms.exams.sittings.models import Attempt

# Between the digest of a booklet and what was arranged for whoever it is.
_ARRANGED = "+"


def booklet_digest(attempt: Attempt) -> str:
    """Return what tells one booklet from another: the paper and the candidate's order. `paper` is joined."""
    return sha256([attempt.paper.sha256, attempt.shuffle_seed])


def digests_of(attempts: Iterable[Attempt]) -> dict[str, str]:
    """Return by attempt what its booklet would be now, with what is arranged. `candidate__arrangement` is joined."""
    return {str(attempt.uuid): f"{booklet_digest(attempt)}{_arranged(attempt)}" for attempt in attempts}


def attempts_of(reserve: SealedReserve) -> list[Attempt]:
    """Return whose booklets a packet holds, by candidate number, with what is printed for them."""
    rows = Attempt.objects.filter(uuid__in=list(reserve.booklets), candidate__sitting=reserve.sitting_id)
    related = rows.select_related("candidate__arrangement", "paper__scheme", "paper__drawing")
    return list(related.order_by("candidate__number"))


def is_same_paper(one: str, other: str) -> bool:
    """Return whether two booklets have the same paper and order: what is written in one is keyed as in the other.

    A booklet from before something was arranged can still be given out; its time and its type are the wrong ones.
    """
    return one.partition(_ARRANGED)[0] == other.partition(_ARRANGED)[0]


def count_unfit(reserve: SealedReserve, now: Mapping[str, str]) -> int:
    """Return how many booklets of a packet nobody can write in any more, after the digests as they are now."""
    return sum(not is_same_paper(now.get(uuid, ""), digest) for uuid, digest in reserve.booklets.items())


def _arranged(attempt: Attempt) -> str:
    """Return behind the digest what of an arrangement is on the paper; nothing where nothing is."""
    kept = arrangement_of(attempt.candidate)
    if kept is None or not (kept.extra_minutes or kept.extra_percent or kept.is_larger_type):
        return ""
    larger = "larger" if kept.is_larger_type else ""
    return f"{_ARRANGED}{kept.extra_minutes}/{kept.extra_percent}{larger}"


def lines_of(attempt: Attempt) -> tuple[Line, ...]:
    """Return the questions of an attempt's booklet in its order. What they ask is not among it."""
    return _lines(attempt.paper_id, attempt.paper.sha256, attempt.shuffle_seed)


# A paper never changes, and each keystroke set asks again.
@lru_cache(maxsize=256)
def _lines(paper_id: int, sha256_of_paper: str, seed: str) -> tuple[Line, ...]:
    content = PaperVersion.objects.only("content").get(pk=paper_id, sha256=sha256_of_paper).content
    ordered = order_for(content["items"], seed=seed)
    return tuple(_line(number, item) for number, item in enumerate(ordered, start=1))


def _line(number: int, item: Mapping[str, Any]) -> Line:
    kind, gaps = item["kind"], tuple(tuple(words) for words in item.get("gaps", ()))
    rows = tuple(option["id"] for option in item["options"]) if kind in (ORDERING, MATCHING) else ()
    boxes = len(rows) or (len(gaps) if kind == FILL_IN else 1)
    names = _names(kind, item)
    return Line(item["uuid"], number, kind, names, boxes, rows, gaps, item.get("picks", 0))


def _names(kind: str, item: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands behind the letters and numbers of the printed booklet."""
    if kind == ORDERING:
        return {}
    if kind in (MATCHING, HOTSPOT):
        listed = item.get("matches" if kind == MATCHING else "regions", ())
        return {str(place): one["id"] for place, one in enumerate(listed, start=1)}
    return {letter: option["id"] for letter, option in zip(LETTERS, item["options"], strict=False)}
