"""An authority for time-stamps on loopback: OpenSSL answers what comes over HTTP, as a real one would."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CONFIG = """
[tsa]
default_tsa = tsa_config
[tsa_config]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
certs = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


@dataclass
class Authority:
    """Where it listens, what its certificates lead to, what it was asked, and an answer to give instead."""

    url: str
    folder: Path
    asked: list[bytes] = field(default_factory=list)
    instead: bytes | None = None

    @property
    def roots(self) -> Path:
        return self.folder / "root.pem"


@contextmanager
def an_authority(folder: Path) -> Iterator[Authority]:
    """Let an authority listen; its files lie in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    _make_certificates(folder)
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    authority = Authority("", folder)

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            question = self.rfile.read(int(self.headers["Content-Length"]))
            authority.asked.append(question)
            answer = _answer(folder, question) if authority.instead is None else authority.instead
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def judged(authority: Authority, token: Path, content: Path) -> bool:
    """Return whether OpenSSL takes a token for a time-stamp of the content."""
    command = ["openssl", "ts", "-verify", "-token_in", "-in", str(token), "-data", str(content)]
    done = subprocess.run([*command, "-CAfile", str(authority.roots)], capture_output=True, check=False)
    return done.returncode == 0


def _answer(folder: Path, question: bytes) -> bytes:
    (folder / "question").write_bytes(question)
    command = ["openssl", "ts", "-reply", "-config", str(folder / "tsa.cnf"), "-section", "tsa_config"]
    done = subprocess.run(
        [*command, "-queryfile", str(folder / "question")], capture_output=True, check=True, cwd=folder
    )
    return done.stdout


def _make_certificates(folder: Path) -> None:
    root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root_name, name = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
        for text in ("Time of tests, root", "Time of tests")
    )
    now = datetime.now(UTC)
    lasting = (now - timedelta(days=3650), now + timedelta(days=3650))
    root = _begun(root_name, root_name, root_key, lasting).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    leaf = _begun(name, root_name, key, lasting).add_extension(usage, critical=True)
    (folder / "root.pem").write_bytes(_signed(root, root_key))
    (folder / "tsa.pem").write_bytes(_signed(leaf, root_key))
    (folder / "tsa.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.TraditionalOpenSSL,
            serialization.NoEncryption(),
        )
    )
    (folder / "serial").write_text("01\n")


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    lasting: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key.public_key())
    builder = builder.serial_number(x509.random_serial_number())
    return builder.not_valid_before(lasting[0]).not_valid_after(lasting[1])


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> bytes:
    return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
