"""What tries of secrets are counted by."""

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def place_of(request: HttpRequest) -> str:
    """Return what tries are counted by: the terminal, else the client's address (behind trusted proxies only)."""
    terminal = getattr(request, "terminal", None)
    return (
        f"terminal:{terminal.uuid}" if terminal else f"address:{get_adapter(request).get_client_ip(request)}"
    )
