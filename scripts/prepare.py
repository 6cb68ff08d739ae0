"""Brings database, texts, static files and demonstration up to date, in one process, as each costs seconds.

Prints its steps, and last one line of JSON: what `manage.py demo --json` says. Doing it twice changes nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


def main() -> int:
    """Run all steps and print the demonstration's sign-ins."""
    from scripts.compile_messages import compile_stale

    compile_stale(ROOT / "locale")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")
    import django

    django.setup()
    make_folders()
    for title, step in (("tables", migrate), ("static files", collect_static)):
        say(title)
        step()
    say("demonstration: people, courses, examinations, certificates")
    print(demonstration())
    return 0


def say(title: str) -> None:
    """Tell the person who waits what is being done."""
    print(f"  {title}", flush=True)


def make_folders() -> None:
    """Make the folders that the profile needs; the broker's are its whole set-up."""
    from django.conf import settings

    options = getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {})
    folders = [settings.DATA_DIR, *(value for key, value in options.items() if "folder" in key)]
    for folder in folders:
        Path(folder).mkdir(parents=True, exist_ok=True)


def migrate() -> None:
    """Bring the tables up to date."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def collect_static() -> None:
    """Collect and compress the static files when one of them changed."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / ".stamp"
    state = static_state()
    if stamp.exists() and stamp.read_text() == state:
        return
    for folder in settings.STATICFILES_DIRS:
        Path(folder).mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0, clear=True)
    stamp.write_text(state)


def static_state() -> str:
    """Return a digest over name, size and time of every static file."""
    from django.contrib.staticfiles import finders

    digest = hashlib.sha256()
    for finder in finders.get_finders():
        for path, storage in finder.list([]):
            facts = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def demonstration() -> str:
    """Load the demonstration and return its JSON. What else is printed, as letters of a console, is no part of it."""
    from django.core.management import call_command

    output = io.StringIO()
    with contextlib.redirect_stdout(sys.stderr):
        call_command("demo", "--json", stdout=output)
    return " ".join(output.getvalue().split())


if __name__ == "__main__":
    sys.exit(main())
