"""Days as documents write them, in both languages, whoever's screen is being served."""

from datetime import date

from django.utils import translation
from django.utils.formats import date_format


def written_day(day: date) -> str:
    """Return the day as Chinese documents write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def english_day(day: date) -> str:
    """Return the day in English."""
    with translation.override("en"):
        return date_format(day, "j F Y")


def until_texts(last: date | None) -> dict[str, str]:
    """Return the last day in force as documents write it, by the name of its box; nothing for life."""
    if last is None:
        return {}
    return {
        "until_zh": f"有效期至 {written_day(last)}",
        "until_en": f"Valid until {english_day(last)}",
    }


def written_month(day: date) -> str:
    """Return the month as Chinese documents write it."""
    return f"{day.year}年{day.month}月"


def english_month(day: date) -> str:
    """Return the month in English."""
    with translation.override("en"):
        return date_format(day, "F Y")
