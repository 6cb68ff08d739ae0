"""The public part alone for tests: its environment, which names nothing of the platform, and its collected styles."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
KEY = "k" * 60


def public_environment(published: Path, data: Path, *, base_url: str = "http://127.0.0.1") -> dict[str, str]:
    """Return the environment of the public part over the files of a folder, its styles collected."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "lms.settings.public",
        "PYTHONPATH": str(ROOT),
        "SECRET_KEY": "s" * 60,
        "PUBLISHED_KEY": KEY,
        "PUBLISHED_DIR": str(published),
        "DATA_DIR": str(data),
        "PUBLIC_BASE_URL": base_url,
        "ALLOWED_HOSTS": "127.0.0.1",
    }
    collect = [sys.executable, "-W", "ignore", "manage.py", "collectstatic", "--noinput"]
    subprocess.run(collect, env=environment, cwd=ROOT, check=True, capture_output=True)
    return environment
