"""What the platform needs from the system, how to see whether it is there, and which packages bring it.

Looking costs no call of a package manager, so a second start is quick and works without a network.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from ctypes import CDLL
from dataclasses import dataclass
from functools import partial
from pathlib import Path

BREW_LIBRARIES = ("/opt/homebrew/lib", "/usr/local/lib")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.local/share/fonts",
    "~/.fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
)
CHROMIUM_NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
MAC_CHROMES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
POSTGRES_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Part:
    """One thing from the system: its name for people, the look, and its packages.

    `without` says what is not possible without it, where the platform runs all the same.
    """

    title: str
    present: Callable[[], bool]
    apt: str = ""
    brew: str = ""
    cask: str = ""
    without: str = ""


def missing_parts(purpose: str) -> list[Part]:
    """List what is missing for running, or also for the tests ("test")."""
    parts = RUN_PARTS + TEST_PARTS if purpose == "test" else RUN_PARTS
    return [part for part in parts if not part.present()]


def has_library(linux: str, mac: str) -> bool:
    """Say whether the loader finds the shared library."""
    names = [linux] if sys.platform != "darwin" else [mac, *(f"{folder}/{mac}" for folder in BREW_LIBRARIES)]
    return any(loads(name) for name in names)


def loads(name: str) -> bool:
    """Say whether this one name can be loaded."""
    try:
        CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Say whether the serif and the sans face for Chinese print are installed as files."""
    return all(font_file(pattern) for pattern in ("Noto*Serif*CJK*", "Noto*Sans*CJK*"))


def font_file(pattern: str) -> Path | None:
    """Return the first font file whose name matches."""
    for folder in FONT_FOLDERS:
        for path in Path(folder).expanduser().glob(f"**/{pattern}"):
            return path
    return None


def has_command(name: str) -> bool:
    """Say whether a program of this name can be started."""
    return shutil.which(name) is not None


def chromium() -> str | None:
    """Return the Chromium or Chrome of this machine, if any; Ubuntu's snap stub does not count."""
    for name in CHROMIUM_NAMES:
        path = shutil.which(name)
        if path and "/snap/" not in str(Path(path).resolve()) and not is_snap_stub(path):
            return path
    return next((path for path in MAC_CHROMES if Path(path).exists()), None)


def is_snap_stub(path: str) -> bool:
    """Say whether the file only tells its reader to install a snap."""
    with Path(path).open("rb") as file:
        start = file.read(4096)
    return start.startswith(b"#!") and b"snap install" in start


def postgres_folder() -> str | None:
    """Return the folder with initdb and postgres of the newest installed server, if any."""
    found = shutil.which("initdb")
    if found:
        return str(Path(found).resolve().parent)
    folders = [
        folder
        for pattern in POSTGRES_FOLDERS
        for folder in Path("/").glob(pattern.removeprefix("/"))
        if (folder / "initdb").exists()
    ]
    return max(map(str, folders), key=version_in, default=None)


def version_in(folder: str) -> int:
    """Return the major version that stands in the folder's path."""
    digits = "".join(character if character.isdigit() else " " for character in folder).split()
    return int(digits[-1]) if digits else 0


def is_ubuntu() -> bool:
    """Say whether this is Ubuntu, whose chromium package is only a snap."""
    release = Path("/etc/os-release")
    return release.exists() and "ID=ubuntu" in release.read_text(encoding="utf-8").splitlines()


RUN_PARTS = [
    Part("Pango", partial(has_library, "libpango-1.0.so.0", "libpango-1.0.dylib"), "libpango-1.0-0", "pango"),
    Part(
        "Pango for FreeType",
        partial(has_library, "libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
        "libpangoft2-1.0-0",
        "pango",
    ),
    # Without it every document takes ten seconds instead of one, and nothing says why.
    Part(
        "HarfBuzz subsetting",
        partial(has_library, "libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        "libharfbuzz-subset0",
        "harfbuzz",
    ),
    Part("Chinese fonts", has_chinese_font, "fonts-noto-cjk", cask="font-noto-serif-cjk font-noto-sans-cjk"),
    Part(
        "the typeface of rare characters",
        lambda: all(font_file(f"HanaMin{half}.*") for half in "AB"),
        "fonts-hanazono",
        cask="font-hanamin",
        without="Names with some of the rarest characters cannot be printed.",
    ),
]

TEST_PARTS = [
    Part("PostgreSQL server", lambda: postgres_folder() is not None, "postgresql", "postgresql@17"),
    Part("Redis server", partial(has_command, "redis-server"), "redis-server", "redis"),
    Part("gettext", partial(has_command, "msgfmt"), "gettext", "gettext"),
    Part("Poppler", partial(has_command, "pdftotext"), "poppler-utils", "poppler"),
    Part("qpdf", partial(has_command, "qpdf"), "qpdf", "qpdf"),
    Part("OpenSSL", partial(has_command, "openssl"), "openssl", "openssl"),
    Part("SoftHSM", partial(has_command, "softhsm2-util"), "softhsm2", "softhsm"),
    Part("Node", partial(has_command, "node"), "nodejs", "node"),
    Part("npm", partial(has_command, "npm"), "npm", "node"),
    # On Ubuntu the package is a snap; there Playwright fetches Chromium afterwards.
    # The headless shell draws the same pages for half the processor time of the whole browser.
    Part(
        "Chromium", lambda: is_ubuntu() or chromium() is not None, "chromium-headless-shell", cask="chromium"
    ),
]
