"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from lms.core.enums import Role

EMPLOYER = frozenset({Role.EMPLOYER})
THEMES = ("light", "dark", "contrast")
TEXT_SIZES = ("normal", "large", "largest")


def page(request: HttpRequest) -> dict:
    """Return the page's surroundings: demonstration banner, theme, who is signed in and in which area, idle limits."""
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    is_terminal = getattr(request, "terminal", None) is not None
    idle = settings.IDLE_SECONDS_TERMINAL if is_terminal else settings.IDLE_SECONDS_OFFICE
    return {
        "demonstration": settings.DEMONSTRATION,
        "theme": _one_of(request.COOKIES.get("theme"), THEMES),
        "text_size": _one_of(request.COOKIES.get("text_size"), TEXT_SIZES),
        "is_signed_in": signed_in,
        "current_user_name": user.get_full_name() if signed_in and user else "",
        "is_employer": signed_in and user.holds_any_role(EMPLOYER),
        "is_terminal": is_terminal,
        "is_watching": getattr(request, "is_watching", False),
        "idle_seconds": idle,
        "idle_warn_seconds": settings.IDLE_WARNING_SECONDS,
        "csp_nonce": getattr(request, "csp_nonce", ""),
    }


def _one_of(value: str | None, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""
