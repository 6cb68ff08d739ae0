"""Somebody with a telephone and no account checks certificates: by the code, by typing, by files, by links, offline.

In both languages, on a telephone and at a computer, with and without script; the pictures are those of
docs/guides/employer.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.employer import (
    PASSCODE,
    TONIGHT,
    Paper,
    checked_offline,
    copy_register,
    fetch,
    given,
    here,
    papers_of,
    scanned,
)
from tests.support.browser import (
    LANGUAGES,
    SCREENS,
    assert_accessible,
    assert_fits,
    assert_large_targets,
    keep_picture,
    wait_until,
)
from tests.support.hostile_files import sealed
from tests.support.server import RunningPlatform, running_platform
from tests.support.signing import a_certificate
from tests.support.templates import TEMPLATE_BASE

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CHINESE, ENGLISH = LANGUAGES
WAITS = {CHINESE: "有一项要等一等", ENGLISH: "one check has to wait"}
NEWER = {CHINESE: "请持证人出示新证书", ENGLISH: "Ask the holder for the new one"}
OTHER_KIND = {CHINESE: "这里不查验这种文件", ENGLISH: "This kind of file is not checked here"}
TOO_LONG = {CHINESE: "请按证书上印的，只填写编号", ENGLISH: "Type the number alone"}
WRONG_CODE = {CHINESE: "查看密码不对", ENGLISH: "This is not the passcode"}
GONE = {CHINESE: "此处没有内容", ENGLISH: "Nothing is shown here"}
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(scope="module")
def platform() -> Iterator[RunningPlatform]:
    """A platform with the address of its papers, and nobody who signs the register before its hour."""
    with running_platform(settings={"PUBLIC_BASE_URL": TEMPLATE_BASE}, with_worker=False) as started:
        yield started


@pytest.fixture(scope="module")
def told(platform: RunningPlatform) -> dict[str, Any]:
    return given(platform)


@pytest.fixture(scope="module")
def papers(told: dict[str, Any]) -> dict[str, Paper]:
    return papers_of(told)


@pytest.fixture
def _another_network(platform: RunningPlatform) -> None:
    """Forget what was counted: each of these people sits somewhere else."""
    platform.kill_web()
    platform.restart_web()


class Checker:
    """Somebody who checks; each page is looked at, and kept for the guide."""

    def __init__(self, page: Page, screen: str, language: str) -> None:
        self.page, self.screen, self.language = page, screen, language

    def expect(self, state: str, *words: str) -> None:
        """Wait for the one verdict, and read it."""
        expect(self.page.locator("main .verdict")).to_have_count(1)
        expect(self.page.locator(f"main .verdict--{state}")).to_be_visible()
        for told in words:
            expect(self.page.locator("main")).to_contain_text(told)

    def looked_at(self, name: str) -> None:
        assert_accessible(self.page)
        assert_fits(self.page)
        if self.screen == "phone":
            assert_large_targets(self.page, pixels=44)
        prefix = "zh-" if self.language == CHINESE else ""
        keep_picture(self.page, f"{prefix}employer-{name}-{self.screen}")

    def type(self, number: str, name: str) -> None:
        self.page.goto("/verify/")
        self.page.fill("#id_number", number)
        self.page.fill("#id_name", name)
        self.page.locator("main form button[type=submit]").click()

    def choose(self, name: str, content: bytes) -> None:
        self.page.goto("/verify/file/")
        self.page.set_input_files("#id_file", file_of(name, content))
        self.page.locator("main form button[type=submit]").click()

    def drop(self, name: str, content: bytes) -> None:
        """Let go of a file over the box around the form."""
        self.page.goto("/verify/file/")
        script = """([name, bytes]) => {
            const moved = new DataTransfer();
            moved.items.add(new File([new Uint8Array(bytes)], name));
            return moved;
        }"""
        moved = self.page.evaluate_handle(script, [name, list(content)])
        self.page.dispatch_event("drop-file", "drop", {"dataTransfer": moved})

    def main(self) -> str:
        return self.page.locator("main").inner_text()


def file_of(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def changed(content: bytes) -> bytes:
    """Return the file with one byte other than it was."""
    place = content.index(b"stream") + 40
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


@pytest.fixture(scope="module")
def of_others() -> bytes:
    """A PDF that somebody else has sealed; in a thread, since the browser's own loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: sealed(*a_certificate("School"))).result()


def scan(checker: Checker, platform: RunningPlatform, papers: dict[str, Paper], folder: Path) -> None:
    """Read the code on each paper with the camera and open what it says."""
    for state in ("valid", "revoked", "replaced"):
        paper = papers[state]
        address = scanned(paper.pdf, folder)
        assert address.startswith(f"{TEMPLATE_BASE}/V/".upper())
        checker.page.goto(here(platform, address))
        checker.expect(state, f"{paper.name[0]}*")
        assert paper.name not in checker.main()
        checker.looked_at(f"1-scanned-{state}")
    assert NEWER[checker.language] in checker.main()


def type_it(checker: Checker, papers: dict[str, Paper]) -> None:
    """Type number and name as people do, and wrongly."""
    paper = papers["valid"]
    spaced = " ".join(paper.number[place : place + 4] for place in range(0, len(paper.number), 4))
    for number in (paper.number, spaced.lower(), paper.number.translate(WIDE), f" {paper.number}　"):
        checker.type(number, f" {paper.name} ")
        checker.expect("valid", paper.name, paper.number)
    checker.looked_at("2-typed")
    answers = []
    for number, name in ((paper.number, "王某某"), ("469901990001", paper.name)):
        checker.type(number, name)
        checker.expect("unconfirmed")
        answers.append(checker.page.locator("main .verdict").inner_text())
    assert answers[0] == answers[1]
    checker.looked_at("3-no-match")
    checker.type(f"{paper.number} {paper.name} " * 3, paper.name)
    expect(checker.page.locator("main")).to_contain_text(TOO_LONG[checker.language])
    for state in ("revoked", "replaced"):
        checker.type(papers[state].number, papers[state].name)
        checker.expect(state)


def check_files(
    checker: Checker, platform: RunningPlatform, papers: dict[str, Paper], of_others: bytes
) -> None:
    """Choose and drop what was sent: genuine, altered, of others, of another kind, ended."""
    paper = papers["valid"]
    checker.drop("diploma.pdf", paper.pdf)
    checker.expect("valid", f"{paper.name[0]}*")
    expect(checker.page.locator("main .task--check-success")).to_have_count(
        checker.page.locator("main .tasks > li").count()
    )
    checker.looked_at("4-file")
    for name, content in (("credential.json", paper.json), ("diploma.jwt", paper.jwt)):
        checker.choose(name, content)
        checker.expect("valid")
    checker.choose("diploma.pdf", changed(paper.pdf))
    checker.expect("refused")
    assert paper.number not in checker.main()
    checker.looked_at("5-changed")
    checker.choose("other.pdf", of_others)
    checker.expect("refused")
    receipt = fetch(platform, "register/proof/001")
    for name, content in (("photo.jpg", b"\xff\xd8\xff\xe0 a photograph"), ("receipt.txt", receipt)):
        checker.choose(name, content)
        checker.expect("unconfirmed", OTHER_KIND[checker.language])
    checker.looked_at("6-other-kind")
    for state, content in (("revoked", papers["revoked"].pdf), ("replaced", papers["replaced"].json)):
        checker.choose("one", content)
        checker.expect(state)
    assert NEWER[checker.language] in checker.main()
    checker.looked_at("7-replaced-file")


def print_proof(checker: Checker, paper: Paper) -> None:
    """Print what was found: the answer with its time, and none of what surrounds it."""
    page = checker.page
    page.add_init_script("window.print = () => { document.documentElement.dataset.printed = ''; }")
    checker.choose("diploma.pdf", paper.pdf)
    checker.expect("valid")
    page.locator("[data-prints]").click()
    wait_until(page, lambda: page.locator("html[data-printed]").count() == 1)
    page.emulate_media(media="print")
    expect(page.locator("main .verdict")).to_be_visible()
    expect(page.locator("main form")).to_be_hidden()
    assert re.search(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d", checker.main())
    page.evaluate("scrollTo(0, 0)")
    keep_picture(page, f"{'zh-' if checker.language == CHINESE else ''}employer-8-proof-{checker.screen}")
    page.emulate_media(media="screen")


def open_links(checker: Checker, links: dict[str, str], paper: Paper) -> None:
    """Open what holders passed on: an open link, one with a passcode, and those that show nothing any more."""
    page = checker.page
    page.goto(f"/s/{links['open']}/")
    checker.expect("valid", paper.name)
    checker.looked_at("9-shared")
    with page.expect_download() as download:
        page.locator("main form button[type=submit]").click()
    assert Path(download.value.path()).read_bytes() == paper.pdf
    page.goto(f"/s/{links['with passcode']}/")
    for passcode in ("000000", PASSCODE):
        page.fill("#id_passcode", passcode)
        page.locator("main form button[type=submit]").click()
        if passcode != PASSCODE:
            expect(page.locator("main")).to_contain_text(WRONG_CODE[checker.language])
            checker.looked_at("10-passcode")
    checker.expect("valid", paper.name)
    said = set()
    for kind in ("closed", "expired", "never was"):
        assert page.goto(f"/s/{links[kind]}/").status == 410
        expect(page.locator("h1")).to_have_text(GONE[checker.language])
        said.add(checker.main())
    assert len(said) == 1
    checker.looked_at("11-gone")


def test_on_the_first_day_a_file_waits_and_number_and_name_answer(
    platform: RunningPlatform, papers: dict[str, Paper], open_page: Callable[..., Page]
) -> None:
    """Before the night in which the register is signed; later tests are after it."""
    paper = papers["of today"]
    for language in LANGUAGES:
        checker = Checker(
            open_page(base_url=platform.base_url, screen="phone", language=language), "phone", language
        )
        checker.choose("diploma.pdf", paper.pdf)
        checker.expect("unconfirmed", WAITS[language], "00:00")
        checker.looked_at("0-first-day")
        checker.page.locator("main .verdict a").click()
        checker.page.wait_for_url("**/verify/")
        checker.type(paper.number, paper.name)
        checker.expect("valid")
    platform.manage("shell", "-v", "0", "-c", TONIGHT)


@pytest.mark.usefixtures("_another_network")
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("screen", SCREENS)
def test_an_employer_checks_what_was_handed_over(
    platform: RunningPlatform,
    told: dict[str, Any],
    papers: dict[str, Paper],
    of_others: bytes,
    open_page: Callable[..., Page],
    watch: Any,
    tmp_path: Path,
    screen: str,
    language: str,
) -> None:
    watch.expect("410 (Gone)")  # what a link that is not open answers
    page = open_page(base_url=platform.base_url, screen=screen, language=language)
    checker = Checker(page, screen, language)
    scan(checker, platform, papers, tmp_path)
    type_it(checker, papers)
    check_files(checker, platform, papers, of_others)
    print_proof(checker, papers["valid"])
    open_links(checker, told["links"], papers["valid"])


@pytest.mark.usefixtures("_another_network")
def test_all_of_it_works_without_script(
    platform: RunningPlatform, papers: dict[str, Paper], told: dict[str, Any], browser: Browser
) -> None:
    context = browser.new_context(
        base_url=platform.base_url, viewport=SCREENS["phone"], java_script_enabled=False
    )
    checker, paper = Checker(context.new_page(), "phone", CHINESE), papers["valid"]
    checker.type(paper.number, paper.name)
    checker.expect("valid", paper.name)
    checker.choose("diploma.pdf", paper.pdf)
    checker.expect("valid")
    checker.choose("diploma.pdf", changed(paper.pdf))
    checker.expect("refused")
    checker.page.goto(f"/s/{told['links']['with passcode']}/")
    checker.page.fill("#id_passcode", PASSCODE)
    checker.page.locator("main form button[type=submit]").click()
    checker.expect("valid", paper.name)
    context.close()


def test_the_files_are_checked_where_there_is_no_network(
    platform: RunningPlatform, papers: dict[str, Paper], tmp_path: Path
) -> None:
    """With the one-file verifier, on what was downloaded before: file, register, keys, lists, the school's seal."""
    register, verifier = tmp_path / "register", tmp_path / "verifier.pyz"
    platform.manage("build_verifier", str(verifier))
    copy_register(platform, register)
    for name, address in (("did.json", "issuers/main/did.json"), ("list.json", "status/1")):
        (tmp_path / name).write_bytes(fetch(platform, address))
    seal = re.search(r"seal-\d+-\d+", platform.manage("signing_keys", "list"))
    assert seal is not None
    (tmp_path / "seal.pem").write_text(platform.manage("signing_keys", "certificate", seal[0]))
    key = fetch(platform, "register/key").decode().strip()
    known = ["--issuer", str(tmp_path / "did.json"), "--status", str(tmp_path / "list.json")]
    known += ["--seal", str(tmp_path / "seal.pem"), "--register", str(register), "--key", key]
    for state, expected in (
        ("valid", (0, "valid")),
        ("revoked", (1, "not valid")),
        ("replaced", (1, "not valid")),
    ):
        file = tmp_path / f"{state}.pdf"
        file.write_bytes(papers[state].pdf)
        status, answer = checked_offline(verifier, str(file), *known)
        assert (status, answer["verdict"]) == expected, answer
    file.write_bytes(changed(papers["valid"].pdf))
    assert checked_offline(verifier, str(file), *known)[0] == 1
    file.write_bytes(papers["valid"].jwt)
    answer = checked_offline(verifier, str(file), *known)[1]
    outcomes = {check["name"]: check["outcome"] for check in answer["checks"]}
    assert outcomes["signature of the credential"] == outcomes["status list"] == "ok"
