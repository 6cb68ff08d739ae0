"""Turns the blocks of a pack's lesson into StreamField values of one language."""

from collections.abc import Callable
from typing import Any

import nh3
from markdown_it import MarkdownIt

ALLOWED_TAGS = {"p", "b", "strong", "em", "i", "ul", "ol", "li", "br"}
_markdown = MarkdownIt("commonmark", {"html": False})
Pictures = dict[str, int]


def rich_text(source: str) -> str:
    """Return simple Markdown as the HTML that a lesson text may hold."""
    return nh3.clean(_markdown.render(source), tags=ALLOWED_TAGS, attributes={})


def stream_of(blocks: list[dict], language: str, pictures: Pictures) -> list[dict]:
    """Return StreamField data for the blocks; `pictures` maps drawing files to picture keys."""
    return [
        {"type": block["type"], "value": _VALUES[block["type"]](block, language, pictures)}
        for block in blocks
    ]


def _heading(block: dict, language: str, pictures: Pictures) -> str:
    return block["text"][language]


def _text(block: dict, language: str, pictures: Pictures) -> str:
    return rich_text(block["body"][language])


def _drawing(block: dict, language: str, pictures: Pictures) -> dict:
    caption = block.get("caption", {}).get(language, "")
    return {"image": pictures[block["file"]], "alt": block["alt"][language], "caption": caption}


def _hazard(block: dict, language: str, pictures: Pictures) -> dict:
    return {"level": block["level"], "title": block["title"][language], "body": block["body"][language]}


def _steps(block: dict, language: str, pictures: Pictures) -> dict:
    return {
        "title": block["title"][language],
        "tools": [tool[language] for tool in block.get("tools", [])],
        "steps": [
            {"text": step["text"][language], "warning": step.get("warning", {}).get(language, "")}
            for step in block["steps"]
        ],
    }


def _compare(block: dict, language: str, pictures: Pictures) -> dict:
    return {"right": block["right"][language], "wrong": block["wrong"][language]}


def _table(block: dict, language: str, pictures: Pictures) -> dict:
    return {
        "caption": block["caption"][language],
        "header": [cell[language] for cell in block["header"]],
        "rows": [[cell[language] for cell in row] for row in block["rows"]],
    }


def _vocabulary(block: dict, language: str, pictures: Pictures) -> dict:
    return {
        "entries": [
            {
                "term": entry["term"],
                "pinyin": entry["pinyin"],
                "english": entry["en"],
                "meaning": entry.get("meaning", {}).get(language, ""),
            }
            for entry in block["entries"]
        ]
    }


def _formula(block: dict, language: str, pictures: Pictures) -> dict:
    return {
        "tex": block["tex"],
        "spoken": block["spoken"][language],
        "symbols": [
            {"tex": symbol["tex"], "meaning": symbol["meaning"][language], "unit": symbol.get("unit", "")}
            for symbol in block.get("symbols", [])
        ],
    }


def _circuit(block: dict, language: str, pictures: Pictures) -> dict:
    caption = block.get("caption", {}).get(language, "")
    return {"spec": block["spec"], "alt": block["alt"][language], "caption": caption}


def _recipe(block: dict, language: str, pictures: Pictures) -> dict:
    portions = block["portions"]
    return {
        "title": block["title"][language],
        "portions": {"count": portions["count"], "unit": portions["unit"][language]},
        "base_grams": block["base_grams"],
        "ingredients": [
            {
                "name": one["name"][language],
                "percent": str(one["percent"]),
                "is_base": one.get("base", False),
                "fen_per_kg": one.get("fen_per_kg"),
                "allergen": one.get("allergen", {}).get(language, ""),
            }
            for one in block["ingredients"]
        ],
    }


def _practice(block: dict, language: str, pictures: Pictures) -> dict:
    return {"items": list(block["items"])}


_VALUES: dict[str, Callable[[dict, str, Pictures], Any]] = {
    "heading": _heading,
    "text": _text,
    "drawing": _drawing,
    "hazard": _hazard,
    "steps": _steps,
    "compare": _compare,
    "table": _table,
    "formula": _formula,
    "circuit": _circuit,
    "recipe": _recipe,
    "vocabulary": _vocabulary,
    "practice": _practice,
}
