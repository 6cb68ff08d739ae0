"""How far the audit trail was at each copy: a database whose trail goes on from there is later than the copy.

What people do to rows that may change either way, such as a seat, is in the trail, written in the same transaction.
"""

from lms.core import audit
from lms.core.models import AuditEntry
from lms.exams.audit_actions import AuditAction
from lms.exams.practical.models import PracticalExamination
from lms.exams.secondcopy.files import MARK, CopyFile, Values, sha256_of
from lms.exams.secondcopy.kinds import OF_ALL_ROOMS, OWN, TAKEN_AWAY, as_values
from lms.exams.secondcopy.oneway import Order, order_of
from lms.exams.secondcopy.rows import Copied
from lms.exams.sittings.models import Sitting

Root = Sitting | PracticalExamination
_NAMES = ("chain", "seq", "hash")


def mark_of_trail(file: CopyFile) -> list[Values]:
    """Return the line that says which entry was the last, for the same look at the database as the rows beside it.

    It stands before them, so that no row is without it; nothing where the file says so already.
    """
    last = AuditEntry.objects.order_by("-pk").values("pk", *_NAMES).first()
    if last is None:
        return []
    mark = {"model": MARK, "pk": last["pk"], "fields": {name: last[name] for name in _NAMES}}
    return [] if file.known[MARK].get(mark["pk"]) == sha256_of(mark) else [mark]


def is_older(copy: Copied, root: Root) -> bool:
    """Return whether the database knows the trail of the copy and what followed, or took this very copy in before.

    One that was set back and used may know the trail too, and go on from there otherwise: so it also has to know every
    row of the copy that nobody takes away, and none may plainly be later there.
    """
    return (_goes_on(copy.mark) or _was_replayed(copy, root)) and _knows_all(copy)


def _knows_all(copy: Copied) -> bool:
    for model in (model for model in copy.rows if model in OWN and model not in OF_ALL_ROOMS):
        rows = copy.of(model)
        here = {row["pk"]: row for row in as_values(model._default_manager.filter(pk__in=rows), model)}
        if model not in TAKEN_AWAY and set(rows) - set(here):
            return False
        orders = {order_of(model, row, rows[key][0]) for key, row in here.items()}
        if not orders.isdisjoint({Order.COPY_LATER, Order.APART}):
            return False
    return True


def _goes_on(mark: Values | None) -> bool:
    """Return whether something was done after the last look of the copy, by the same history.

    Entries of a chain are written one after another: the next one was committed after that look. Without a next one
    nobody knows, since answers leave no entry.
    """
    if mark is None:
        return False
    at = mark["fields"]
    rows = AuditEntry.objects.filter(chain=at["chain"])
    is_known = rows.filter(pk=mark["pk"], seq=at["seq"], hash=at["hash"]).exists()
    return is_known and rows.filter(seq__gt=at["seq"]).exists()


def stamp_of(copy: Copied) -> str:
    """Return how the trail names a copy that was replayed: its last line, and the hash of that."""
    return f"{copy.lines} {copy.head}"


def _was_replayed(copy: Copied, root: Root) -> bool:
    replayed = audit.entries_about(type(root), [root.uuid]).filter(action=AuditAction.REPLAY_COPY)
    return replayed.filter(reason=stamp_of(copy)).exists()
