"""What one kind of proposal brings along: its tables, what they are about, what is said and noted of it."""

from dataclasses import dataclass
from typing import Any

from certificates.audit_actions import AuditAction
from lms.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class Frame:
    """`name` is how approval and closing call their proposal, `about` the field that tells proposals of a school apart.

    `own_deed` is said to who approves what comes from the same person; `deferred` are fields too large to be read with
    every version.
    """

    name: str
    about: str
    proposal: type[Any]
    approval: type[Any]
    closing: type[Any]
    missing: type[NotFound]
    propose: AuditAction
    approve: AuditAction
    close: AuditAction
    own_deed: Any
    deferred: tuple[str, ...] = ()
