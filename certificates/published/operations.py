"""Writing the files that the public part reads where it stands alone. Again is harmless; nothing here writes a table.

Rows are read while the folder is held: of two that write one file, the later one knows what the earlier one knew.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from certificates.issuing.models import Credential, PublishedCredential
from certificates.issuing.outside import ENTRIES_JOB, RECORD_JOB
from certificates.issuing.register.models import RegisterEvent
from certificates.published.contents import PublishedFile, files_of, state_now
from certificates.published.vault import STATE, Unreadable, Vault
from lms.core.jobs import enqueue
from lms.core.local_storage import alone_in, write_whole
from lms.core.models import Job, JobState

EVERYTHING_JOB = "certificates.publish_everything"
# A disk takes some ten milliseconds for a file, and a record has five: a revocation waits no longer than for these.
CHUNK = 50
# Longer than this nobody wrote here: work may have been done without a key, so everything is compared again.
GAP = timedelta(hours=1)
Progress = Callable[[int, int], None]


def publish_record(token_hash: str) -> None:
    """Write the files of one certificate as the tables have it now."""
    _write_rows(lambda: PublishedCredential.objects.filter(token_hash=token_hash))


def publish_entries(first: int, last: int) -> None:
    """Write the files of the certificates whose events got places in the register, from `first` to before `last`."""
    for start in range(first, last, CHUNK):
        stop = min(start + CHUNK, last)
        entries = RegisterEvent.objects.filter(index__gte=start, index__lt=stop).order_by()
        credentials = Credential.objects.filter(document_sha256__in=entries.values("digest"))
        rows = PublishedCredential.objects.filter(token_hash__in=credentials.values("token_hash"))
        _write_rows(rows.all)


def publish_everything(*, now: datetime, progress: Progress = lambda done, total: None) -> int:
    """Write every file that is missing or differs, then the state; return how many of the others were written."""
    as_of, written = _complete_until(now=now), 0
    total = PublishedCredential.objects.count()
    for done, keys in _chunks():
        written += _write_rows(lambda keys=keys: PublishedCredential.objects.filter(pk__in=keys))  # type: ignore[misc]
        progress(done, total)
    with alone_in(_folder()):
        _write([_state_file(as_of, made_at=now)])
    return written


def keep_published(*, now: datetime) -> None:
    """Write the state of this moment, and until when everything is here: what waits holds it back."""
    with alone_in(_folder()):
        last = _last_made()
        if last is not None and abs(now - last) < GAP:
            _write([_state_file(_complete_until(now=now), made_at=now)])
            return
    enqueue(kind=EVERYTHING_JOB, key=f"{now:%Y-%m-%dT%H}", payload={}, now=now)


def find_differences() -> tuple[int, list[str]]:
    """Return how many files there should be, and what is missing, differs or belongs to nothing."""
    vault, folder, findings = _vault(), _folder(), []
    expected = {STATE, ".lock"}
    for file in _all_files():
        name = vault.address(file.kind, file.secret)
        expected.add(name)
        content = _read(folder / name)
        if content != vault.seal(file.kind, file.secret, file.content):
            findings.append(f"{'missing' if content is None else 'differs'}: {name}")
    findings += _differences_of_state()
    there = (path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file())
    findings += [f"belongs to nothing: {name}" for name in there if name not in expected]
    return len(expected) - 1, findings


def _all_files() -> Iterator[PublishedFile]:
    for _done, keys in _chunks():
        yield from files_of(list(PublishedCredential.objects.filter(pk__in=keys)))


def _chunks() -> Iterator[tuple[int, Sequence[int]]]:
    """Give the keys of all records in pieces, each with how many were given so far."""
    done, after = 0, 0
    while True:
        rows = PublishedCredential.objects.filter(pk__gt=after).order_by("pk")
        keys = list(rows.values_list("pk", flat=True)[:CHUNK])
        if not keys:
            return
        done, after = done + len(keys), keys[-1]
        yield done, keys


def _write_rows(read: Callable[[], QuerySet[PublishedCredential]]) -> int:
    with alone_in(_folder()):
        return _write(files_of(list(read())))


def _write(files: Iterable[PublishedFile]) -> int:
    """Write those files that differ, the folder being held; return how many did."""
    vault, folder, written = _vault(), _folder(), 0
    for file in files:
        path = folder / vault.address(file.kind, file.secret)
        content = vault.seal(file.kind, file.secret, file.content)
        if _read(path) != content:
            write_whole(path, content)
            written += 1
    return written


def _complete_until(*, now: datetime) -> datetime:
    """Return until when all that was committed is in the files, once this turn has written its own."""
    waiting = Job.objects.filter(kind__in=[RECORD_JOB, ENTRIES_JOB]).exclude(state=JobState.DONE)
    first = waiting.order_by("created_at").values_list("created_at", flat=True).first()
    return min(now, first) if first else now


def _state_file(as_of: datetime, *, made_at: datetime) -> PublishedFile:
    told = {"as_of": as_of.isoformat(), "made_at": made_at.isoformat()}
    return PublishedFile(STATE, "", {**state_now(_vault()), **told})


def _differences_of_state() -> list[str]:
    """The instants are those of the last turn; all else is to be as the tables are now."""
    kept = _kept_state()
    if kept is None:
        return [f"missing: {STATE}"]
    told = {name: kept[name] for name in ("as_of", "made_at")}
    is_same = _vault().seal(STATE, "", kept) == _vault().seal(STATE, "", {**state_now(_vault()), **told})
    return [] if is_same else [f"differs: {STATE}"]


def _last_made() -> datetime | None:
    kept = _kept_state()
    return datetime.fromisoformat(kept["made_at"]) if kept else None


def _kept_state() -> dict[str, Any] | None:
    try:
        return _vault().open(STATE, "", _read(_folder() / STATE) or b"")
    except Unreadable:
        return None


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _folder() -> Path:
    return Path(settings.PUBLISHED_DIR)


def _vault() -> Vault:
    return Vault(settings.PUBLISHED_KEY)
