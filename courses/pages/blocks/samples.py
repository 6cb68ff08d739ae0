"""One sample of each block that is worked out from its source: shown in Wagtail's chooser and in the style guide."""

from typing import Any

from django.utils.translation import get_language

SAMPLE_CIRCUIT = """source "220 V" up
breaker "QF" right
switch "S" right
lamp "EL" down
wire left 2"""


def say(zh: str, en: str) -> str:
    """Return a sample's words in the reader's language."""
    return en if (get_language() or "").startswith("en") else zh


def circuit_sample() -> dict[str, Any]:
    """Return a lamp behind breaker and switch."""
    return {
        "spec": SAMPLE_CIRCUIT,
        "alt": say(
            "电源经断路器 QF 和开关 S 接到灯 EL，再回到电源。",
            "From the source through breaker QF and switch S to lamp EL, and back.",
        ),
        "caption": say("一盏灯的电路", "The circuit of one lamp"),
    }


def formula_sample() -> dict[str, Any]:
    """Return Ohm's law."""
    return {
        "tex": r"I = \frac{U}{R}",
        "spoken": say("电流等于电压除以电阻", "Current equals voltage divided by resistance"),
        "symbols": [
            {"tex": "I", "meaning": say("电流", "current"), "unit": "A"},
            {"tex": "U", "meaning": say("电压", "voltage"), "unit": "V"},
            {"tex": "R", "meaning": say("电阻", "resistance"), "unit": "Ω"},
        ],
    }


def recipe_sample() -> dict[str, Any]:
    """Return a plain dough."""
    rows = [
        (say("中筋面粉", "Plain flour"), "100", True, 450, say("麸质", "gluten")),
        (say("水", "Water"), "52", False, 0, ""),
        (say("白砂糖", "White sugar"), "8", False, 780, ""),
        (say("干酵母", "Dried yeast"), "0.8", False, 4600, ""),
    ]
    return {
        "title": say("馒头面团", "Dough for steamed buns"),
        "portions": {"count": 20, "unit": say("个", "buns")},
        "base_grams": 1000,
        "ingredients": [
            {"name": name, "percent": percent, "is_base": base, "fen_per_kg": price, "allergen": allergen}
            for name, percent, base, price, allergen in rows
        ],
    }


def recording_sample() -> dict[str, Any]:
    """Return a film that nobody stored: its player stands, and plays nothing."""
    from courses.pages.models import Recording

    film = Recording(title="rcd-test", kind="video", mime="video/mp4", sha256="0" * 64, size=0, seconds=75)
    return {
        "recording": film,
        "title": say("按下试验按钮", "Press the test button"),
        "poster": None,
        "transcript": say(
            "先按一下漏电保护器上的“T”按钮。\n\n手柄跳下来，说明它能动作。每月按一次。",
            "Press the button marked T on the residual current device.\n\n"
            "The handle drops: it works. Press it once a month.",
        ),
    }


def handout_sample() -> dict[str, Any]:
    """Return a sheet that nobody stored."""
    from wagtail.documents import get_document_model

    sheet = get_document_model()(
        pk=1, collection_id=1, title="card", file="documents/card.pdf", file_size=48_200
    )
    return {
        "document": sheet,
        "title": say("五步断电卡", "Card: five steps to switch off"),
        "purpose": say("打印出来，贴在配电箱旁边。", "Print it and put it beside the board."),
    }
