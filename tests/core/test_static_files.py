"""Static files are packed once for each content, the same as one by one."""

import gzip
import threading
from pathlib import Path

import brotli
import pytest

from lms.core.static_files import LARGE, CompressorOfEachContent, StaticFiles

SMALL = b"body { color: black; background: white; }\n" * 40
BIG = b"".join(b"function name_%d() { return %d; }\n" % (n, n * n) for n in range(LARGE // 25))


@pytest.fixture
def packed(monkeypatch) -> list[bytes]:
    """Every content that brotli was asked to pack."""
    asked: list[bytes] = []
    pack = brotli.compress

    def counting(data: bytes, **options: int) -> bytes:
        asked.append(data)
        return pack(data, **options)

    monkeypatch.setattr(brotli, "compress", counting)
    return asked


def test_each_content_is_packed_once_and_stands_beside_each_of_its_names(tmp_path: Path, packed) -> None:
    compressor = CompressorOfEachContent(quiet=True)
    contents = {"a.css": SMALL, "a.123.css": SMALL, "b.js": BIG, "b.456.js": BIG}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    threads = [threading.Thread(target=compressor.compress, args=[str(tmp_path / name)]) for name in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(map(len, packed)) == [len(SMALL), len(BIG)]
    for name, content in contents.items():
        assert brotli.decompress((tmp_path / f"{name}.br").read_bytes()) == content
        assert gzip.decompress((tmp_path / f"{name}.gz").read_bytes()) == content


def test_what_trainees_load_is_packed_as_well_as_it_can_be() -> None:
    compressor = CompressorOfEachContent(quiet=True)
    assert compressor.compress_brotli(SMALL) == brotli.compress(SMALL)
    assert len(BIG) > LARGE
    assert len(compressor.compress_brotli(BIG)) < len(compressor.compress_gzip(BIG))


def test_a_content_that_cannot_be_packed_is_an_error_for_each_that_asks(monkeypatch) -> None:
    def broken(data: bytes, **options: int) -> bytes:
        raise ValueError("no")

    monkeypatch.setattr(brotli, "compress", broken)
    compressor = CompressorOfEachContent(quiet=True)
    for _turn in range(2):
        with pytest.raises(ValueError, match="no"):
            compressor.compress_brotli(SMALL)


def test_the_platform_collects_with_it(tmp_path: Path) -> None:
    assert isinstance(StaticFiles(location=tmp_path).create_compressor(quiet=True), CompressorOfEachContent)
