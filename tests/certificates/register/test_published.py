"""The published files: whole, served with the right headers, and every alteration is found."""

import fcntl
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test import Client

from certificates.issuing.register import checking, publishing
from certificates.issuing.register.checking import find_differences, last_check, monitor_register
from certificates.issuing.register.folder import folder
from certificates.issuing.register.operations import append_events
from certificates.issuing.register.publishing import publish_checkpoints
from certificates.issuing.register.signing import known_keys
from certificates.issuing.register.tree import read_nodes
from certificates.verifier import merkle, notes, tiles
from certificates.verifier.directory import Directory, Standing, check_directory, look_up
from certificates.verifier.entries import Event, EventKind
from certificates.verifier.results import Outcome, Verdict, verdict_of
from lms.core import local_storage
from lms.core.local_storage import alone_in
from tests.factories.certificates import issued_credential
from tests.factories.register import checkpoint, digest_of_number, entered

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 3, tzinfo=UTC)


def verdict(folder: Path) -> Verdict:
    return verdict_of(check_directory(folder, keys=known_keys()))


def two_checkpoints() -> None:
    entered(300)
    checkpoint(day=1)
    entered(300)
    checkpoint(day=2)


def test_what_is_published_holds_with_the_known_key(published: Path) -> None:
    two_checkpoints()
    assert verdict(published) is Verdict.VALID


def test_the_key_beside_the_files_proves_nothing(published: Path) -> None:
    two_checkpoints()
    checks = check_directory(published)
    assert [one.outcome for one in checks] == [Outcome.UNCHECKED] + [Outcome.OK] * 4
    assert verdict_of(checks) is Verdict.UNCLEAR


def test_an_empty_register_has_a_checkpoint_of_its_key(published: Path) -> None:
    checkpoint(day=1)
    assert verdict(published) is Verdict.VALID
    assert Directory(published).checkpoint().size == 1


def test_publishing_again_writes_nothing_new(published: Path) -> None:
    two_checkpoints()
    before = {path: path.stat().st_mtime_ns for path in published.rglob("*") if path.name != "key"}
    assert publish_checkpoints() == 0
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_a_lost_folder_is_written_again(published: Path) -> None:
    two_checkpoints()
    published.rename(published.with_name("gone"))
    assert publish_checkpoints() == 2
    assert verdict(published) is Verdict.VALID
    names = {path.relative_to(published) for path in published.rglob("*")}
    gone = published.with_name("gone")
    assert names == {path.relative_to(gone) for path in gone.rglob("*")}


def test_the_disk_has_every_file_before_the_newest_checkpoint_names_it(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited, wait = set(), publishing.wait_for_disk

    def note(path: Path) -> None:
        waited.add(path)
        wait(path)

    for module in (publishing, local_storage):
        monkeypatch.setattr(module, "wait_for_disk", note)
    entered(3)
    checkpoint(day=1)
    files = {path for path in published.rglob("*") if path.name not in ("checkpoint", ".lock")}
    assert files <= waited
    assert published / ".checkpoint.draft" in waited


def test_one_publishes_at_a_time(published: Path) -> None:
    published.mkdir()
    with (published / ".lock").open("w") as other, ThreadPoolExecutor(1) as pool:
        fcntl.flock(other, fcntl.LOCK_EX)
        waiting = pool.submit(_alone_for_a_moment)
        with pytest.raises(TimeoutError):
            waiting.result(0.3)
        fcntl.flock(other, fcntl.LOCK_UN)
        assert waiting.result(20)


def _alone_for_a_moment() -> bool:
    with alone_in(folder()):
        return True


def test_every_entry_has_its_receipt(published: Path) -> None:
    two_checkpoints()
    directory, keys = Directory(published), known_keys()
    for index in (0, 299, 300, 301, 600):
        receipt = notes.read_receipt(directory.text(tiles.proof_path(index)))
        said = notes.read_checkpoint(receipt.checkpoint, keys)
        leaf = read_nodes([(0, index)])[0, index]
        assert merkle.includes(receipt.path, leaf=leaf, index=index, size=said.size, root=said.root)


def test_proofs_can_be_made_from_the_tiles_alone(published: Path) -> None:
    two_checkpoints()
    reader = tiles.TileReader(601, Directory(published).get)
    assert merkle.prove_inclusion(17, 601, reader) == merkle.prove_inclusion(17, 601, read_nodes)
    assert merkle.prove_consistency(301, 601, reader) == merkle.prove_consistency(301, 601, read_nodes)


def test_a_look_up_says_what_became_of_it(published: Path) -> None:
    entered(3)
    checkpoint(day=1)
    with_revocation(digest_of_number(1))
    checkpoint(day=2)
    directory = Directory(published)
    assert look_up(directory, digest_of_number(0)) == Standing(0)
    assert look_up(directory, digest_of_number(1)) == Standing(1, EventKind.REVOKE)
    assert look_up(directory, "f" * 64) is None


def with_revocation(digest: str) -> None:
    with transaction.atomic():
        append_events([Event(EventKind.REVOKE, digest)], now=NOW)


def changed(name: str, place: int = -2) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        content = bytearray((folder / name).read_bytes())
        content[place] ^= 1
        (folder / name).write_bytes(content)

    return change


def removed(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def put_back(folder: Path) -> None:
    """The operator shows an old checkpoint as the newest and drops the newer one's files."""
    (folder / "checkpoint").write_bytes((folder / "checkpoints" / "301").read_bytes())


ALTERATIONS = {
    "an entry": changed("tile/entries/000", 40),
    "an entry of the last bundle": changed("tile/entries/002.p/89"),
    "a tile": changed("tile/0/001"),
    "a tile above": changed("tile/1/000.p/2"),
    "a short tile": lambda folder: (folder / "tile/0/000").write_bytes(b"x" * 32),
    "a large file": lambda folder: (folder / "tile/0/000").write_bytes(b"x" * 2_000_000),
    "the checkpoint": changed("checkpoint", 25),
    "no text": lambda folder: (folder / "checkpoint").write_bytes(b"\xff\xfe"),
    "an earlier checkpoint": changed("checkpoints/301", 30),
    "an earlier checkpoint of another size": lambda folder: (folder / "checkpoints/300").write_bytes(
        (folder / "checkpoints/301").read_bytes()
    ),
    "the proof between": changed("consistency/301-601"),
    "no proof": removed("consistency/301-601"),
    "no entries": removed("tile/entries/001"),
    "no tile": removed("tile/0/001"),
    "no checkpoint": removed("checkpoint"),
    "an old checkpoint as the newest": put_back,
}


@pytest.mark.parametrize("alteration", ALTERATIONS)
def test_every_alteration_is_found(published: Path, alteration: str) -> None:
    two_checkpoints()
    ALTERATIONS[alteration](published)
    assert verdict(published) is Verdict.INVALID
    assert any(finding.startswith("Published files") for finding in find_differences()[1])


def test_files_are_served_with_their_kind_and_how_long_they_last(client: Client, published: Path) -> None:
    two_checkpoints()
    tile, note = client.get("/register/tile/0/001"), client.get("/register/checkpoint")
    assert (tile.headers["Content-Type"], len(tile.content)) == ("application/octet-stream", 8192)
    assert "immutable" in tile.headers["Cache-Control"]
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert note.headers["Cache-Control"] == "public, max-age=300"
    for answer in (tile, note, client.get("/register/proof/017"), client.get("/register/key")):
        assert answer.status_code == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert not answer.cookies


@pytest.mark.parametrize(
    "name",
    ["", "../secret", "tile/0/..%2f..", ".checkpoint.draft", ".lock", "tile/0/0011", "nothing", "tile/0/777"],
)
def test_nothing_else_is_served(client: Client, published: Path, name: str) -> None:
    two_checkpoints()
    (published.parent / "secret").write_text("x")
    (published / ".checkpoint.draft").write_text("x")
    assert client.get(f"/register/{name}").status_code == 404


# --- the monitor ------------------------------------------------------------------------------------------------


def test_the_monitor_finds_nothing_where_all_agrees(published: Path) -> None:
    issued_credential()
    checkpoint(day=1)
    assert find_differences() == (2, [])


def test_the_monitor_keeps_what_it_found() -> None:
    assert last_check() is None
    entered(1)
    monitor_register(now=NOW)
    assert "belongs to no credential" in last_check().findings[0]


def test_what_is_issued_and_sealed_while_the_monitor_looks_is_no_finding(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued_credential()
    checkpoint(day=1)
    looked_first = checking._size

    def then_it_grows() -> int:
        size = looked_first()
        issued_credential()
        checkpoint(day=2)
        return size

    monkeypatch.setattr(checking, "_size", then_it_grows)
    assert find_differences() == (2, [])


def forge(statement: str) -> None:
    """Change what triggers guard, as one with the keys of the machine could."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute(statement)
        for _name, sql in triggers:
            cursor.execute(sql.replace("%", "%%") if "%" in sql else sql)


FORGERIES = {
    "a deleted entry": 'DELETE FROM certificates_registerevent WHERE "index" = 0',
    "an edited entry": "UPDATE certificates_registerevent SET entry = X'00' WHERE \"index\" = 0",
    "another digest": 'UPDATE certificates_registerevent SET digest = kind WHERE "index" = 0',
    "an edited node": "UPDATE certificates_registernode SET hash = X'00' WHERE position = 1",
    "a cut register": "UPDATE certificates_registerhead SET size = 1",
    "a register longer than it is": "UPDATE certificates_registerhead SET size = 9",
    "another root": "UPDATE certificates_registercheckpoint SET root = 'x'",
    "another note": "UPDATE certificates_registercheckpoint SET note = 'x'",
    "a credential that never was issued": "UPDATE certificates_credential SET document_sha256 = 'x'",
    "a revocation that nobody entered": "UPDATE certificates_credential SET state = 'revoked', ended_at = issued_at",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_the_monitor_finds_every_forgery_in_the_database(forgery: str) -> None:
    issued_credential()
    checkpoint(day=1)
    assert find_differences()[1] == []
    forge(FORGERIES[forgery])
    assert find_differences()[1] != []
