"""The tokens keep WCAG's contrast in every theme, and the look stays small and loads nothing from outside."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings

STATIC = Path(settings.BASE_DIR) / "static"
SHEETS = ("tokens", "base", "components", "layouts", "print")
SCRIPTS = ("shell", "idle", "pin-pad")
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")
THEMES = {
    "light": ":root {",
    "dark": ':root[data-theme="dark"] {',
    "as the device": ':root:not([data-theme="light"], [data-theme="contrast"]) {',
    "contrast": ':root[data-theme="contrast"] {',
}
GROUNDS = ("paper", "surface", "sunk")
STATUSES = ("ok", "warn", "bad", "info")
TEXT = [
    *((ink, ground) for ink in ("ink", "ink-soft", "accent", "accent-deep", *STATUSES) for ground in GROUNDS),
    *((ink, f"{tone}-soft") for ink in ("ink", "ink-soft") for tone in ("accent", *STATUSES)),
    *((tone, f"{tone}-soft") for tone in ("accent", *STATUSES)),
    *(("on-status", tone) for tone in STATUSES),
    ("accent-deep", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-deep"),
    ("on-band", "band"),
]
SHAPES = [
    *((shape, ground) for shape in ("line-strong", "focus") for ground in GROUNDS),
    *(("focus", f"{tone}-soft") for tone in ("accent", *STATUSES)),
]


def colours(theme: str) -> dict[str, str]:
    """Return the colour of each token in a theme, the light one underneath."""
    found: dict[str, str] = {}
    for start in (THEMES["light"], THEMES[theme]):
        block = TOKENS[TOKENS.index(start) :].split("}", 1)[0]
        found |= dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))
    return found


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_text_has_contrast_on_every_ground(theme: str) -> None:
    of = colours(theme)
    poor = [(ink, ground) for ink, ground in TEXT if contrast(of[ink], of[ground]) < 4.5]
    assert not poor


@pytest.mark.parametrize("theme", THEMES)
def test_frames_and_focus_rings_stand_out(theme: str) -> None:
    of = colours(theme)
    poor = [(shape, ground) for shape, ground in SHAPES if contrast(of[shape], of[ground]) < 3]
    assert not poor


def test_the_device_theme_is_the_dark_theme() -> None:
    assert colours("as the device") == colours("dark")


def test_the_look_stays_small() -> None:
    files = [STATIC / "css" / f"{name}.css" for name in SHEETS] + [
        STATIC / "js" / f"{name}.js" for name in SCRIPTS
    ]
    packed = sum(len(gzip.compress(path.read_bytes())) for path in files)
    assert packed < 20_000


@pytest.mark.parametrize("path", sorted((STATIC / "img").glob("*.svg")), ids=lambda path: path.name)
def test_a_drawing_is_plain_and_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text) < 10_000
    assert not re.search(r"<script|<image|<foreignObject|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", text)


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_loads_nothing_from_outside(name: str) -> None:
    text = (STATIC / "css" / f"{name}.css").read_text(encoding="utf-8")
    assert "@import" not in text
    assert "@font-face" not in text
    assert not re.search(r"url\((?!\"\.\./img/)", text)


@pytest.mark.parametrize("name", ["idle", "pin-pad"])
def test_a_custom_element_stays_short(name: str) -> None:
    assert len((STATIC / "js" / f"{name}.js").read_text(encoding="utf-8").splitlines()) <= 60
