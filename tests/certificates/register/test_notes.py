"""Signed notes, checkpoints, receipts, entries and the names of tiles; published samples where there are some."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certificates.verifier import entries, notes, tiles
from certificates.verifier.entries import Event, EventKind

# The sample of the reference implementation of signed notes.
SAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SAMPLE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
LOG = notes.NoteKey("certs.example.org/register", PRIVATE.public_key().public_bytes_raw())
CHECKPOINT = notes.Checkpoint(LOG.name, 5, bytes(32))
SIGNED = notes.sign_note(CHECKPOINT.body(), key=LOG, sign=PRIVATE.sign)


def test_the_published_sample_opens() -> None:
    key = notes.read_key(SAMPLE_KEY)
    assert str(key) == SAMPLE_KEY
    assert notes.open_note(SAMPLE, [key]).endswith("problem is.\n")


def test_a_checkpoint_reads_as_it_was_written_beside_a_witness() -> None:
    assert notes.read_checkpoint(SIGNED, [LOG]) == CHECKPOINT
    witness = notes.NoteKey("witness.example.net", LOG.public)
    cosigned = SIGNED + notes.sign_note(CHECKPOINT.body(), key=witness, sign=PRIVATE.sign).split("\n\n")[1]
    assert notes.read_checkpoint(cosigned, [LOG]) == CHECKPOINT


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        SIGNED[:-1],
        SIGNED.replace("\n5\n", "\n6\n"),
        SIGNED.replace("\n5\n", "\n05\n"),
        SIGNED.replace("— ", "- "),
        SIGNED.replace("\n\n", "\n"),
        SAMPLE,
        SIGNED.replace("certs.example.org", "other.example.org"),
        "x" * 200_000,
        SIGNED.replace("A", "*"),
    ],
)
def test_what_is_not_signed_by_the_log_is_no_checkpoint(note: str) -> None:
    with pytest.raises(notes.UnreadableNote):
        notes.read_checkpoint(note, [LOG])


@pytest.mark.parametrize("body", ["a\n", f"{LOG.name}\n-1\nAAAA\n", f"{LOG.name}\n1\nAAAA\n", "x\n1\n\n"])
def test_a_signed_text_that_is_no_checkpoint(body: str) -> None:
    with pytest.raises(notes.UnreadableNote):
        notes.read_checkpoint(notes.sign_note(body, key=LOG, sign=PRIVATE.sign), [LOG])


@pytest.mark.parametrize("text", ["", "a+b+c", SAMPLE_KEY.replace("c7", "c8"), SAMPLE_KEY[:-4], "+1+AQ=="])
def test_a_key_that_is_none(text: str) -> None:
    with pytest.raises(notes.UnreadableNote):
        notes.read_key(text)


def test_a_receipt_reads_as_it_was_written() -> None:
    receipt = notes.Receipt(3, [bytes(32), b"\x01" * 32], SIGNED)
    assert notes.read_receipt(receipt.text()) == receipt


@pytest.mark.parametrize(
    "text", ["", "x", "c2sp.org/tlog-proof@v1\n\nx", "c2sp.org/tlog-proof@v1\nindex x\n\n"]
)
def test_a_receipt_that_is_none(text: str) -> None:
    with pytest.raises(notes.UnreadableNote):
        notes.read_receipt(text)


@pytest.mark.parametrize("kind", EventKind)
def test_an_event_reads_as_it_was_written(kind: EventKind) -> None:
    event = Event(kind, "a" * 64, "b" * 64 if kind is EventKind.REPLACE else "")
    assert entries.read_event(event.to_bytes()) == event


@pytest.mark.parametrize(
    "entry",
    [
        b"",
        b"\xff",
        b"register-event/1\nissue\n" + b"a" * 63 + b"\n",
        b"register-event/1\nissue\n" + b"a" * 64,
        b"register-event/1\nissue\n" + b"A" * 64 + b"\n",
        b"register-event/1\nissue\n" + b"a" * 64 + b"\n\n",
        b"register-event/1\nreplace\n" + b"a" * 64 + b"\n",
        b"register-event/1\nissue\n" + b"a" * 64 + b"\n" + b"b" * 64 + b"\n",
        b"register-event/2\nissue\n" + b"a" * 64 + b"\n",
        b"register-event/1\nburn\n" + b"a" * 64 + b"\n",
    ],
)
def test_an_entry_in_any_other_form_is_refused(entry: bytes) -> None:
    with pytest.raises(entries.UnreadableEntry):
        entries.read_event(entry)


def test_names_of_tiles_are_those_of_the_specification() -> None:
    assert tiles.number_path(1_234_067) == "x001/x234/067"
    assert tiles.tile_path(0, 0) == "tile/0/000"
    assert tiles.tile_path("entries", 273, 112) == "tile/entries/273.p/112"
    # The specification's own example: a tree of 70,000 has 256 x 1,067 + ... in three levels.
    assert {level for level, _number, _width in tiles.tiles_of(70_000)} == {0, 1, 2}
    assert (0, 273, 112) in set(tiles.tiles_of(70_000))
    assert (1, 1, 17) in set(tiles.tiles_of(70_000))
    assert (2, 0, 1) in set(tiles.tiles_of(70_000))


def test_only_tiles_that_grew_are_given_again() -> None:
    assert list(tiles.tiles_of(300, since=300)) == []
    assert list(tiles.tiles_of(301, since=300)) == [(0, 1, 45)]
    assert list(tiles.tiles_of(512, since=300)) == [(0, 1, 256), (1, 0, 2)]


def test_a_bundle_that_does_not_fit_its_width_is_damaged() -> None:
    bundle = tiles.pack_entries([b"a", b"bc"])
    assert tiles.unpack_entries(bundle, 2) == [b"a", b"bc"]
    for damaged, width in ((bundle[:-1], 2), (bundle, 1), (bundle, 3), (bundle + b"\x00", 2)):
        with pytest.raises(tiles.DamagedTile):
            tiles.unpack_entries(damaged, width)
