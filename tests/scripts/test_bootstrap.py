"""Bootstrap tells a person what to do when it cannot go on by itself.

No package manager is called here.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from scripts import bootstrap, system_parts


def test_without_sudo_it_names_the_command_for_the_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(bootstrap.CannotGoOn, match="apt-get install --no-install-recommends fonts-noto-cjk"):
        bootstrap.privileged(["fonts-noto-cjk"])


def test_without_a_known_package_manager_it_lists_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    part = system_parts.Part("Chinese fonts", lambda: False, apt="fonts-noto-cjk")
    monkeypatch.setattr(bootstrap, "missing_parts", lambda purpose: [part])
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(bootstrap.CannotGoOn, match="No package manager"):
        bootstrap.ensure_system_parts("run")


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: dns error: failed to lookup address", "does not reach the package servers"),
        ("E: You don't have enough free space", "may say why"),
    ],
)
def test_a_failure_says_what_would_help(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, output: str, sentence: str
) -> None:
    log = tmp_path / "bootstrap.log"
    log.write_text(output, encoding="utf-8")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "LOG", log)

    assert sentence in bootstrap.what_failed("It failed.")


def test_the_tools_of_the_tests_are_enough_for_running(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stamp = tmp_path / "stamp"
    monkeypatch.setattr(bootstrap, "STAMP", stamp)
    runtime, tools = (bootstrap.ROOT / name for name in (bootstrap.RUN_LOCK, bootstrap.TEST_LOCK))

    stamp.write_text(bootstrap.stamp_of(tools))
    assert bootstrap.installed_for(runtime)

    stamp.write_text(bootstrap.stamp_of(runtime))
    assert not bootstrap.installed_for(tools)


def test_the_snap_stub_of_ubuntu_is_no_browser(tmp_path: Path) -> None:
    stub = tmp_path / "chromium-browser"
    stub.write_text("#!/bin/sh\necho 'Command requires: snap install chromium'\n")

    assert system_parts.is_snap_stub(str(stub))


TYPEFACE = system_parts.Part("a typeface", lambda: False, apt="fonts-hanazono", without="Few names suffer.")


def test_what_can_be_done_without_stops_nothing_and_is_tried_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    tried: list[list[str]] = []

    def refuse(parts: list[system_parts.Part]) -> None:
        tried.append([part.apt for part in parts])
        raise bootstrap.CannotGoOn("apt-get could not install it.")

    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "missing_parts", lambda purpose: [TYPEFACE])
    monkeypatch.setattr(bootstrap, "install", refuse)

    bootstrap.ensure_system_parts("run")
    assert "Going on without a typeface. Few names suffer." in capsys.readouterr().out
    bootstrap.ensure_system_parts("run")
    assert tried == [["fonts-hanazono"]]


def test_what_is_needed_is_not_asked_for_together_with_what_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """One package that no server has would keep apt-get from installing the others."""
    needed = system_parts.Part("Pango", lambda: False, apt="libpango-1.0-0")
    asked: list[list[str]] = []
    monkeypatch.setattr(bootstrap, "missing_parts", lambda purpose: [needed, TYPEFACE])
    monkeypatch.setattr(bootstrap, "install", lambda parts: asked.append([part.apt for part in parts]))

    with pytest.raises(bootstrap.CannotGoOn, match="still not found: Pango"):
        bootstrap.ensure_system_parts("run")
    assert asked == [["libpango-1.0-0"]]
