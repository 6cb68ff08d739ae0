"""A mail server for tests: speaks SMTP (RFC 5321) on a port of this machine and keeps each byte that it was given."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Mailbox:
    """What came, and what the server is to answer to an address."""

    port: int = 0
    greetings: list[str] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)  # to the next addresses, one each; then 250


class _Talk(socketserver.StreamRequestHandler):
    """One connection."""

    timeout = 60

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline().decode("ascii").rstrip("\r\n"):
            verb, _space, rest = line.partition(" ")
            if verb.upper() == "QUIT":
                self._say("221 bye")
                return
            getattr(self, f"_{verb.lower()}", self._unknown)(rest)

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode("ascii"))

    def _ehlo(self, rest: str) -> None:
        self._box.greetings.append(rest)
        self._say("250 8BITMIME")

    def _mail(self, rest: str) -> None:
        self._box.senders.append(rest)
        self._say("250 ok")

    def _rcpt(self, rest: str) -> None:
        answer = self._box.answers.pop(0) if self._box.answers else "250 ok"
        if answer.startswith("250"):
            self._box.addresses.append(rest)
        self._say(answer)

    def _data(self, _rest: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        self._box.letters.append(b"".join(lines))
        self._say("250 kept")

    def _rset(self, _rest: str) -> None:
        self._say("250 ok")

    def _unknown(self, _rest: str) -> None:
        self._say("502 not here")

    @property
    def _box(self) -> Mailbox:
        return self.server.box  # type: ignore[attr-defined,no-any-return]


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """Run the server on a free port."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Talk) as server:
        server.daemon_threads = True
        server.box = Mailbox(port=server.server_address[1])  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.box  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()
