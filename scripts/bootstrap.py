"""Installs what the platform (or its tests) needs and this machine lacks; does nothing when all is there.

Standard library only: it runs before anything is installed. Every way to fail ends in one clear sentence.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.system_parts import Part, chromium, missing_parts

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".installed"
RUN_LOCK, TEST_LOCK = "requirements.txt", "requirements-test.txt"
# "check" has the tools of the tests, but neither servers nor a browser.
LOCKS = {"run": RUN_LOCK, "check": TEST_LOCK, "test": TEST_LOCK, "bench": TEST_LOCK}
SERVERS_AND_BROWSER = ("test", "bench")
LOG = ROOT / "var" / "log" / "bootstrap.log"
# What package managers say when they cannot reach their servers.
UNREACHABLE = re.compile(
    r"connect|resol|timed? ?out|unreachable|network|proxy|ENOTFOUND|ECONNREFUSED|Failed to fetch|dns",
    re.IGNORECASE,
)


class CannotGoOn(Exception):
    """Something only a person can mend; the message says what."""


def main() -> int:
    """Bring the machine and the local environment up to date and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--for", dest="purpose", choices=sorted(LOCKS), default="run")
    purpose = parser.parse_args().purpose
    try:
        ensure_system_parts(purpose)
        ensure_environment()
        ensure_packages(purpose)
        if purpose in SERVERS_AND_BROWSER:
            ensure_chromium()
            ensure_node_packages(ROOT, "the type checker for JavaScript")
        if purpose == "bench":
            ensure_node_packages(ROOT / "benchmarks", "Lighthouse")
    except CannotGoOn as problem:
        print(f"\n{problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Nothing is broken: start again at any time.", file=sys.stderr)
        return 130
    return 0


# --- the machine: libraries, fonts, programs ----------------


def ensure_system_parts(purpose: str) -> None:
    """Install the missing libraries, fonts and programs with the package manager of the system."""
    purpose = "test" if purpose in SERVERS_AND_BROWSER else purpose
    missing = missing_parts(purpose)
    needed = [part for part in missing if not part.without]
    if needed:
        install(needed)
    still = [part for part in missing_parts(purpose) if not part.without]
    if still:
        raise CannotGoOn("Installed, but still not found: " + ", ".join(part.title for part in still))
    for part in missing:
        if part.without:
            try_to_install(part)


def try_to_install(part: Part) -> None:
    """Install what the platform can do without, once: where that fails, a later start does not wait for it again."""
    told = ROOT / "var" / "without" / part.apt
    if told.exists():
        return
    try:
        install([part])
    except CannotGoOn as problem:
        print(f"{problem}\nGoing on without {part.title}. {part.without}")
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(
            f"{part.without} Remove this file to let the next start try again.\n", encoding="utf-8"
        )


def install(parts: list[Part]) -> None:
    """Install parts with the package manager that the machine has."""
    print("Missing on this machine: " + ", ".join(part.title for part in parts))
    if shutil.which("apt-get"):
        install_with_apt(parts)
    elif shutil.which("brew"):
        install_with_brew(parts)
    else:
        raise CannotGoOn(
            "No package manager that this script knows (apt-get or brew). Please install these yourself, "
            "then start again:\n  " + "\n  ".join(f"{part.title} (Debian: {part.apt})" for part in parts)
        )


def install_with_apt(parts: list[Part]) -> None:
    """Install the parts on Debian or Ubuntu."""
    names = sorted({name for part in parts for name in part.apt.split() if name})
    prefix = privileged(names)
    print("Installing with apt-get: " + " ".join(names))
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    retry = ["-o", "Acquire::Retries=2", "-o", "Acquire::http::Timeout=20", "-o", "DPkg::Lock::Timeout=120"]
    # An outdated list of packages is no reason to stop; a failing installation is.
    logged([*prefix, "apt-get", *retry, "update", "-qq"], environment)
    install = [*prefix, "apt-get", *retry, "install", "-y", "-qq", "--no-install-recommends", *names]
    if not logged(install, environment):
        raise CannotGoOn(what_failed(f"apt-get could not install {' '.join(names)}."))


def privileged(names: list[str]) -> list[str]:
    """Return what has to stand before apt-get so that it may install."""
    if os.geteuid() == 0:
        return []
    by_hand = "  apt-get install --no-install-recommends " + " ".join(names)
    if shutil.which("sudo") is None:
        raise CannotGoOn(
            "These packages are missing, and installing them needs root, but this machine has no sudo.\n"
            f"Ask its administrator to run this once, then start again:\n{by_hand}"
        )
    silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    if not silent and not sys.stdin.isatty():
        raise CannotGoOn(
            "These packages are missing; sudo wants a password, but there is no terminal to ask on.\n"
            f"Run this once by hand, then start again:\n  sudo{by_hand[1:]}"
        )
    if not silent:
        print("sudo may ask for your password, only to install these packages.")
    # env keeps apt-get silent even where sudo drops the variables of the caller.
    return ["sudo", "env", "DEBIAN_FRONTEND=noninteractive"]


def install_with_brew(parts: list[Part]) -> None:
    """Install the parts on macOS."""
    for kind, names in (("--formula", {p.brew for p in parts}), ("--cask", {p.cask for p in parts})):
        words = sorted({word for name in names for word in name.split()})
        if not words:
            continue
        print("Installing with brew: " + " ".join(words))
        if not logged(
            ["brew", "install", "--quiet", kind, *words], {**os.environ, "HOMEBREW_NO_AUTO_UPDATE": "1"}
        ):
            raise CannotGoOn(what_failed(f"brew could not install {' '.join(words)}."))


# --- the local environment ----------------


def ensure_environment() -> None:
    """Make .venv unless a working one of Python 3.11 or newer is there."""
    if works(VENV_PYTHON):
        return
    if VENV.exists():
        print("The local environment does not work (moved, or its Python is gone): making it again.")
        shutil.rmtree(VENV)
    print(f"Making the local environment .venv (Python {sys.version.split()[0]})")
    if shutil.which("uv") and logged(
        ["uv", "venv", "--no-config", "--quiet", "--python", sys.executable, str(VENV)]
    ):
        return
    if make_venv() or (install_venv_module() and make_venv()):
        return
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    raise CannotGoOn(
        f"Python's venv module does not work here:\n{log_tail()}\n"
        f"On Debian or Ubuntu install the package python{version}-venv, then start again."
    )


def works(python: Path) -> bool:
    """Say whether this interpreter starts and is new enough."""
    if not python.exists():
        return False
    ask = "import sys; sys.exit(sys.version_info < (3, 11))"
    return subprocess.run([str(python), "-c", ask], capture_output=True, check=False).returncode == 0


def make_venv() -> bool:
    """Make .venv with the standard module; say whether that worked."""
    shutil.rmtree(VENV, ignore_errors=True)
    return logged([sys.executable, "-m", "venv", str(VENV)])


def install_venv_module() -> bool:
    """Install the package that Debian keeps the venv module in; say whether one was installed."""
    if not shutil.which("apt-get"):
        return False
    name = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    install_with_apt([Part("Python's venv module", lambda: False, apt=name)])
    return True


# --- Python packages, by version and hash ----------------


def ensure_packages(purpose: str) -> None:
    """Install the locked packages unless the stamp says that exactly these are there."""
    lock = ROOT / LOCKS[purpose]
    if installed_for(lock):
        return
    if STAMP.exists() and STAMP.read_text().startswith(TEST_LOCK):
        lock = ROOT / TEST_LOCK  # never take the tools away from a tree that had them
    STAMP.unlink(missing_ok=True)
    print(f"Installing the Python packages of {lock.name} (version and hash checked)")
    if not (install_with_uv(lock) or install_with_pip(lock)):
        raise CannotGoOn(what_failed("The Python packages could not be installed."))
    STAMP.write_text(stamp_of(lock))


def installed_for(lock: Path) -> bool:
    """Say whether the stamp covers this lock; what the tests have is enough for running."""
    return STAMP.exists() and STAMP.read_text() in {stamp_of(lock), stamp_of(ROOT / TEST_LOCK)}


def stamp_of(lock: Path) -> str:
    """Return the text of the stamp for the present state of the lock files."""
    digest = hashlib.sha256((ROOT / RUN_LOCK).read_bytes())
    if lock.name == TEST_LOCK:
        digest.update(lock.read_bytes())
    return f"{lock.name} {digest.hexdigest()}\n"


def install_with_uv(lock: Path) -> bool:
    """Install with uv, fetching uv itself into .venv when the machine has none; say whether it worked."""
    uv = shutil.which("uv") or fetch_uv()
    if uv is None:
        return False
    environment = {
        **os.environ,
        "UV_SYSTEM_CERTS": "1",
        "UV_LINK_MODE": os.environ.get("UV_LINK_MODE", "copy"),
    }
    sync = [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", str(VENV_PYTHON), str(lock)]
    return logged(sync, environment)


def fetch_uv() -> str | None:
    """Install the locked uv into its own folder below .venv and return its path, or None."""
    home = VENV / "uv"
    uv = home / "bin" / "uv"
    if not uv.exists() and not logged(
        [
            *pip(),
            "install",
            "--require-hashes",
            "--target",
            str(home),
            "-r",
            str(ROOT / "requirements-uv.txt"),
        ]
    ):
        return None
    return str(uv) if uv.exists() else None


def install_with_pip(lock: Path) -> bool:
    """Install with pip, slower, but it obeys the mirrors that the machine sets for pip."""
    print("  (with pip; this takes a minute or two)")
    return logged([*pip(), "install", "--require-hashes", "-r", str(lock)])


def pip() -> list[str]:
    """Return the call of pip inside .venv, adding pip to an environment that uv made without it."""
    base = [str(VENV_PYTHON), "-m", "pip"]
    if subprocess.run([*base, "--version"], capture_output=True, check=False).returncode != 0:
        logged([str(VENV_PYTHON), "-m", "ensurepip"])
    return [*base, "--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2"]


# --- for the tests ----------------


def ensure_chromium() -> None:
    """Fetch a Chromium through Playwright where the system offers none (Ubuntu has only a snap)."""
    marker = VENV / ".chromium"
    if chromium() or marker.exists():
        return
    print("Fetching Chromium for the browser tests")
    if not logged([str(VENV / "bin" / "playwright"), "install", "chromium"]):
        raise CannotGoOn(what_failed("No Chromium on this machine, and none could be fetched."))
    marker.touch()


def ensure_node_packages(folder: Path, what: str) -> None:
    """Install the npm packages of a folder by version and hash, unless they are there."""
    stamp = folder / "node_modules" / ".installed"
    digest = hashlib.sha256((folder / "package-lock.json").read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return
    print(f"Installing {what} (npm ci)")
    if not logged(["npm", "ci", "--no-audit", "--no-fund", "--prefix", str(folder)]):
        raise CannotGoOn(what_failed(f"npm could not install {what}."))
    stamp.write_text(digest)


# --- running commands ----------------


def logged(command: list[str], environment: dict[str, str] | None = None) -> bool:
    """Run the command with its output in var/log/bootstrap.log; say whether it succeeded."""
    LOG.parent.mkdir(parents=True, exist_ok=True)
    with LOG.open("w", encoding="utf-8") as log:
        result = subprocess.run(
            command,
            cwd=ROOT,
            env=environment,
            stdin=stdin_for(command),
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return result.returncode == 0


def stdin_for(command: list[str]) -> int | None:
    """Only sudo may ask something; everything else finds an empty input and cannot hang."""
    return None if command[0] == "sudo" else subprocess.DEVNULL


def what_failed(sentence: str) -> str:
    """Return the sentence, what would help, and the end of what the command said."""
    text = LOG.read_text(encoding="utf-8", errors="replace")
    cause = (
        "This machine does not reach the package servers. Check network, proxy or mirror, and start again."
        if UNREACHABLE.search(text)
        else "The end of its output may say why; when it is mended, start again."
    )
    return (
        f"{sentence}\n{cause}\nAll of its output is in {LOG.relative_to(ROOT)}; the end of it:\n{log_tail()}"
    )


def log_tail(lines: int = 4, columns: int = 150) -> str:
    """Return the last lines of the log, indented and cut."""
    text = LOG.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return "\n".join(f"    {line[:columns]}" for line in text[-lines:])


if __name__ == "__main__":
    sys.exit(main())
