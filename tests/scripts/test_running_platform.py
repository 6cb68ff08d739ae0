"""The real platform as `make run` gives it: answers, survives a kill, keeps its data.

Slow by nature: it prepares the demonstration when the code changed since the last time.
"""

from __future__ import annotations

import re
import time

import httpx
import pytest

from tests.support.server import RunningPlatform, running_platform

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def wait_for(platform: RunningPlatform, name: str, pattern: str, seconds: float = 40.0) -> None:
    """Wait until a line of the log matches."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if re.search(pattern, platform.log(name)):
            return
        time.sleep(0.2)
    raise AssertionError(f"{pattern!r} is not in the log of {name}:\n{platform.log(name)[-2000:]}")


def test_the_demonstration_names_people_of_the_main_roles(platform: RunningPlatform) -> None:
    for role in ("trainee", "registrar", "instructor", "employer"):
        person = platform.sign_in(role)
        assert person["url"].startswith(platform.base_url)


def test_the_worker_comes_up_and_its_scheduler_rings(platform: RunningPlatform) -> None:
    wait_for(platform, "worker", r"ready\.")
    wait_for(platform, "worker", r"Scheduler: Sending due task re-ring-due-jobs")


def test_a_killed_web_server_comes_back_with_the_same_data() -> None:
    with running_platform(with_worker=False) as own:
        before = httpx.get(own.base_url + "/").status_code

        own.kill_web()
        with pytest.raises(httpx.TransportError):
            httpx.get(own.base_url + "/healthz")
        own.restart_web()

        assert httpx.get(own.base_url + "/").status_code == before == 200


def test_a_platform_leaves_its_place_to_the_next_but_none_of_its_data() -> None:
    with running_platform(with_worker=False) as first:
        (first.data_dir / "left.txt").write_text("left")
        people(first, "create_user('left')")
    with running_platform(with_worker=False) as second:
        assert (second.base_url, second.data_dir) == (first.base_url, first.data_dir)
        assert second.warm is first.warm
        assert first.web.has_died()
        assert not (second.data_dir / "left.txt").exists()
        assert people(second, "filter(username='left').count()") == "0"
        assert httpx.get(second.base_url + "/").status_code == 200
    with running_platform(with_worker=False, settings={"MFA_REQUIRED": "no"}) as other:
        assert other.data_dir != first.data_dir
        assert other.warm is not first.warm


def people(platform: RunningPlatform, what: str) -> str:
    """Return what comes of this, asked of all people on the platform."""
    code = f"from lms.accounts.models import User; print(User.objects.{what})"
    return platform.manage("shell", "-v", "0", "-c", code).strip()
