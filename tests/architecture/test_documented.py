"""Settings, audit actions, events, jobs and error codes are documented: a name outside the docs fails."""

import re
from io import StringIO

from django.core.management import call_command

from tests.architecture.tree import PRODUCT, ROOT, File, files, python_files

READ = re.compile(r"\benv(?:\.\w+)?\(\s*\"([A-Z][A-Z0-9_]+)\"|environ(?:\.\w+\(|\[)\s*\"([A-Z][A-Z0-9_]+)\"")
REQUIRED = re.compile(r"REQUIRED = \((.*?)\)\.split\(\)", re.DOTALL)
# Variables of other programs that we only look at or set for them.
FOREIGN = {"FONTCONFIG_FILE", "XDG_DATA_HOME"}


def variables_read(file: File) -> set[str]:
    """Return the environment variables that a module reads."""
    named = {name for pair in READ.findall(file.text) for name in pair if name}
    required = REQUIRED.search(file.text)
    listed = re.findall(r"[A-Z][A-Z0-9_]+", required[1]) if required else []
    return named | set(listed)


def undocumented(page: str, names: set[str]) -> list[str]:
    """Return the names that the page does not show as code."""
    return sorted(name for name in names if f"`{name}`" not in page)


def test_every_environment_variable_is_documented() -> None:
    read = set().union(*(variables_read(file) for file in python_files(*PRODUCT))) - FOREIGN
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert len(read) > 15
    assert undocumented(page, read) == []


def test_an_undocumented_variable_is_found() -> None:
    text = 'a = env.str("NEW_ONE", default="")\nb = os.environ.get("OTHER")\nREQUIRED = (\n "THIRD FOURTH"\n).split()'
    read = variables_read(File("lms/settings/a.py", text))
    assert undocumented("| `THIRD` |", read) == ["FOURTH", "NEW_ONE", "OTHER"]


def test_the_reference_is_up_to_date() -> None:
    printed = StringIO()
    call_command("reference", stdout=printed)
    kept = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert kept == printed.getvalue(), "write it again: manage.py reference > docs/reference.md"


def test_the_reference_knows_what_the_platform_does() -> None:
    kept = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    for name in (
        "accounts.sign_in",
        "enrolment_completed",
        "certificates.issue",
        "core.busy",
        "issuing_officer",
    ):
        assert f"`{name}`" in kept


def test_every_decision_says_context_decision_and_what_was_rejected() -> None:
    for page in files("0*.md", "docs/decisions"):
        missing = [word for word in ("Context", "Decision", "Rejected") if word not in page.text]
        assert not missing, f"{page.path}: {missing}"


def test_links_between_documents_lead_somewhere() -> None:
    pages = [*files("**/*.md", "docs"), *files("*.md", ".")]
    broken = [f"{page.path} -> {target}" for page in pages for target in dead_links(page)]
    assert broken == []


def dead_links(page: File) -> list[str]:
    """Return the targets of local links that do not exist."""
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.text)
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    folder = (ROOT / page.path).parent
    return [target for target in local if not (folder / target).exists()]


def test_a_dead_link_is_found() -> None:
    assert dead_links(File("docs/a.md", "[x](settings.md) [y](no-such.md#z) [z](https://example.org)")) == [
        "no-such.md"
    ]


def test_tests_named_as_proof_exist() -> None:
    page = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/.]+)`", page))
    assert len(named) > 15
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []
