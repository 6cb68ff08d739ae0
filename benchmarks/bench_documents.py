"""A graduation day's diplomas rendered, signed and stored on two processes, against the plain way on one core.

The plain way is what the documentations of WeasyPrint and pyHanko begin with: one render and one SimpleSigner for each
document, measured on a sample. The floor is what cannot be saved: a raw signature and a write that the disk has.
"""

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

NOW = datetime(2026, 6, 30, tzinfo=UTC)
FAMILY = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
RARE = ("㛃", "䶮", "𬭎", "𠅤", "买买提·吐尔逊", "喆堃赟", "Ivan Petrov")
MAJORS = (
    ("电子商务", "E-commerce"),
    ("中餐烹饪", "Chinese cuisine"),
    ("计算机网络技术", "Computer networks"),
    ("汽车运用与维修", "Motor vehicle operation and repair"),
)


@dataclass(frozen=True)
class Key:
    """An RSA-3072 key that is loaded once in a process, and its certificate."""

    private: bytes
    certificate: bytes
    size: int = 384

    @cached_property
    def _loaded(self) -> Any:
        from cryptography.hazmat.primitives.serialization import load_der_private_key

        return load_der_private_key(self.private, password=None)

    def sign(self, data: bytes) -> bytes:
        """Return the raw signature."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        return self._loaded.sign(data, padding.PKCS1v15(), hashes.SHA256())


def main() -> int:
    """Measure, print the table and one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=848)
    parser.add_argument("--sample", type=int, default=10, help="documents made the plain way")
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    import django

    django.setup()
    key = make_key()
    with tempfile.TemporaryDirectory(dir=os.environ.get("DATA_DIR")) as folder:
        half = max(1, asked.sample // 2)
        plain = plain_way(key, half, Path(folder))
        floor = floor_of(key, Path(folder))
        runs, wall = press_way(key, asked.documents, asked.processes, Path(folder))
        plain += plain_way(key, half, Path(folder))
        floor += floor_of(key, Path(folder))
    return report(plain=plain, floor=floor, runs=runs, wall=wall, count=asked.documents)


def report(
    *, plain: list[float], floor: list[float], runs: list[dict[str, Any]], wall: float, count: int
) -> int:
    """Print the table and the line of JSON."""
    one_plain, one_floor = statistics.median(plain), statistics.median(floor)
    one_press = sum(run["cpu"] for run in runs) / count
    memory = sum(run["memory"] for run in runs)
    rows = (
        ("plain WeasyPrint and SimpleSigner", one_plain),
        ("press, everything included", one_press),
        ("floor: raw signature and write", one_floor),
    )
    for what, seconds in rows:
        print(f"{what:<36} {seconds * 1000:8.1f} ms of processor time  {1 / seconds:8.1f} /s and core")
    print(f"{count} diplomas on {len(runs)} processes: {wall:.1f} s, {memory} MB in all")
    result = {
        "name": "documents",
        "documents": count,
        "plain_ms": round(one_plain * 1000, 1),
        "press_ms": round(one_press * 1000, 2),
        "floor_ms": round(one_floor * 1000, 2),
        "ratio_for_each_core": round(one_plain / one_press, 1),
        "ratio_in_time": round(one_plain * count / wall, 1),
        "times_floor": round(one_press / one_floor, 2),
        "wall_s": round(wall, 2),
        "memory_mb": memory,
    }
    print(json.dumps(result))
    return 0


# --- the press -----------------------------------------------------------------------------------------------


def press_way(key: Key, count: int, processes: int, folder: Path) -> tuple[list[dict[str, Any]], float]:
    """Return what each process used, and the seconds from the bell to the last document on the disk."""
    context = multiprocessing.get_context("spawn")
    ready, answers = context.Barrier(processes + 1), context.Queue()
    workers = [
        context.Process(
            target=work, args=(replace(key), range(number, count, processes), folder, ready, answers)
        )
        for number in range(processes)
    ]
    for worker in workers:
        worker.start()
    ready.wait(timeout=300)
    start = time.perf_counter()
    runs = [answers.get(timeout=600) for _worker in workers]
    wall = time.perf_counter() - start
    for worker in workers:
        worker.join()
    stored = sum(1 for path in folder.rglob("*.pdf") if path.parent.parent == folder / "stored")
    if stored != count:
        raise SystemExit(f"{stored} of {count} documents were stored")
    return runs, wall


def work(key: Key, numbers: range, folder: Path, ready: Any, answers: Any) -> None:
    """Make one process's documents: from the values to the bytes on the disk."""
    import django

    django.setup()
    from certificates.issuing.documents.diploma import document_of_diploma
    from certificates.issuing.documents.press import container
    from certificates.issuing.documents.rendering import renderer_of
    from certificates.issuing.storage import put_document
    from tests.support.documents import documents_in

    diplomas = [a_diploma(number) for number in numbers]
    ready.wait(timeout=300)
    start = time.process_time()
    with documents_in(folder / "stored"):
        for number, diploma in zip(numbers, diplomas, strict=True):
            document = document_of_diploma(diploma, token=f"{number:026d}")
            document = replace(document, credential=a_credential(number, diploma.name))
            sealed = renderer_of(document).seal(document, key=key, now=NOW)
            put_document(sealed)
    used = time.process_time() - start
    container.refuse_broken(sealed, key)
    answers.put(
        {
            "cpu": used,
            "memory": most_memory(),
            "bytes": len(sealed),
        }
    )


def most_memory() -> int:
    """Return the most megabytes that this process held; `getrusage` would give the peak of its parent."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


@lru_cache(maxsize=1)
def common_characters() -> str:
    """Return the 3,755 characters of the first level of GB 2312: more different ones than real names have."""
    pairs = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", "ignore") for pair in pairs)


def a_diploma(number: int) -> Any:
    """Return one person's diploma: every twentieth name has a rare character, is foreign, or is of several parts."""
    from tests.support.diplomas import DIPLOMA, a_photograph

    draw = random.Random(number)
    name = draw.choice(FAMILY) + "".join(draw.choices(common_characters(), k=draw.choice((1, 2, 2))))
    if number % 20 == 0:
        name = draw.choice(FAMILY) + RARE[number // 20 % len(RARE)]
    major_zh, major_en = MAJORS[number % len(MAJORS)]
    return replace(
        DIPLOMA,
        number=f"4601232607{number:04d}",
        name=name,
        born=DIPLOMA.born.replace(month=1 + number % 12, day=1 + number % 28),
        photo=a_photograph(seed=number),
        major_zh=major_zh,
        major_en=major_en,
    )


def a_credential(number: int, name: str) -> bytes:
    """Return bytes as long as a signed credential of a diploma, and as different from one to the next."""
    draw = random.Random(number)
    parts = {
        "id": f"urn:uuid:{draw.randbytes(16).hex()}",
        "name": name,
        "words": "修完教学计划规定的全部课程" * 30,
    }
    proof = {"proofValue": draw.randbytes(64).hex(), "subject": draw.randbytes(16).hex()}
    return json.dumps({**parts, "proof": [proof]}, ensure_ascii=False).encode()


# --- the plain way and the floor -----------------------------------------------------------------------------


def plain_way(key: Key, count: int, folder: Path) -> list[float]:
    """Return the processor seconds of documents that are rendered, signed and written without any of our means."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    from certificates.issuing.documents.content import sheet_of
    from certificates.issuing.documents.diploma import document_of_diploma

    key_file, certificate_file = folder / "key.pem", folder / "certificate.der"
    form = PrivateFormat.PKCS8
    key_file.write_bytes(key._loaded.private_bytes(Encoding.PEM, form, NoEncryption()))
    certificate_file.write_bytes(key.certificate)
    seconds = []
    for number in range(count):
        document = document_of_diploma(a_diploma(number), token=f"{number:026d}")
        sheet, style = sheet_of(document), document.template.style()
        html = sheet.html.replace("</head>", f"<style>{style}\n{sheet.style}</style></head>")
        pictures = {**sheet.lasting, **sheet.own}
        seconds.append(
            seconds_of(
                lambda html=html, pictures=pictures: write(
                    folder / "plain.pdf",
                    simply_signed(bare_render(html, pictures), key_file, certificate_file),
                )
            )
        )
    return seconds


def bare_render(html: str, pictures: dict[str, bytes]) -> bytes:
    """Render as WeasyPrint's documentation begins: no shared fonts, style or pictures, no variant, no tags."""
    from weasyprint import HTML

    from lms.core.printing.press import MemoryFetcher

    return bytes(HTML(string=html, url_fetcher=MemoryFetcher(pictures)).write_pdf())


def simply_signed(pdf: bytes, key_file: Path, certificate_file: Path) -> bytes:
    """Sign as pyHanko's documentation begins."""
    import io

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers

    signer = signers.SimpleSigner.load(str(key_file), str(certificate_file))
    about = signers.PdfSignatureMetadata(field_name="Seal")
    return signers.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), about, signer=signer).getvalue()


def floor_of(key: Key, folder: Path) -> list[float]:
    """Return the processor seconds of a raw signature and a write of as many bytes that the disk has."""
    content = os.urandom(110_000)
    path = folder / "floor.pdf"
    return [seconds_of(lambda: (key.sign(content), write(path, content))) for _round in range(40)]


def write(path: Path, content: bytes) -> None:
    """Write a file, and return when the disk has it."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def seconds_of(task: Callable[[], object]) -> float:
    """Return the processor time that the task takes."""
    start = time.process_time()
    task()
    return time.process_time() - start


def make_key() -> Key:
    """Return a fresh RSA-3072 key with a certificate that it signed itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.x509.oid import NameOID

    private = rsa.generate_private_key(public_exponent=65537, key_size=3072)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Benchmark")])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(usage, critical=True)
        .sign(private, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    return Key(
        private.private_bytes(serialization.Encoding.DER, form, serialization.NoEncryption()),
        certificate.public_bytes(serialization.Encoding.DER),
    )


if __name__ == "__main__":
    sys.exit(main())
