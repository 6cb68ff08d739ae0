"""Who acts: what an audit row keeps of the person, the role and the terminal."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf an operation runs. Holds references only, never a name."""

    user_uuid: UUID | None
    role: str
    terminal_uuid: UUID | None = None

    @classmethod
    def system(cls, part: str) -> "Actor":
        """Return the actor for work that no person asks for (a worker, a command)."""
        return cls(user_uuid=None, role=f"system:{part}")
