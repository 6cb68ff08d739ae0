"""Reading the signed lists."""

from certificates.issuing.status.models import StatusList


def find_list(name: str) -> bytes | None:
    """Return the signed bytes of a list, or None when there is none of this name that was signed."""
    content = StatusList.objects.filter(name=name).values_list("content", flat=True).first()
    return bytes(content) if content else None


def all_lists() -> list[bytes]:
    """Return the signed bytes of every list. One query; a list serves a hundred thousand credentials."""
    return [bytes(content) for content in StatusList.objects.values_list("content", flat=True) if content]
