"""A file of QTI: a single XML file or a package with a manifest. Every item in it becomes an entry, read or refused."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any
from urllib.parse import unquote

from lms.core.unpacking import Archive, is_archive, unpacked
from lms.core.unreadable import UnreadableFile
from lms.core.workbooks.cells import Seen
from lms.exams.interchange.drafts import Attachment, Entry, Language, Reading, Remark
from lms.exams.interchange.limits import bounded
from lms.exams.interchange.progress import EVERY, told
from lms.exams.interchange.qti import sections, xml
from lms.exams.interchange.qti.addresses import address_of, folded, is_remote
from lms.exams.interchange.qti.items import Surroundings, items_in, read_item
from lms.exams.interchange.qti.metadata import facts_of, with_facts
from lms.exams.interchange.qti.scoring import Budget
from lms.exams.interchange.refusal import Refused
from lms.exams.interchange.repeats import repeats_said

FORMAT = "qti"
MANIFEST = "imsmanifest.xml"
_OLD_TYPES = re.compile(r"imsqti_\w*xmlv1|question-bank|x-bb-qti")
_ITEM_TYPES = re.compile(r"imsqti_(apip)?item")
# A test names its items by `qti-assessment-item-ref`, which is none itself.
_ITEM_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]{0,40}:)?(?:qti-assessment-item|assessmentItem)(?=[\s>/])")
_OLD_MARK = re.compile(rb"<questestinterop(?=[\s>/])")
_SIGNS = (_ITEM_ROOT, _OLD_MARK, sections.ROOT)
_HEAD = 65_536
MOST_RESOURCES = 60_000  # twice the files of the largest archive
MOST_ITEMS = 12_000  # each takes half a millisecond beside its markup
MOST_OPTIONS = (
    250_000  # of all items: these are what is held of them to the end, 10,000 items may have 24 each
)
LONGEST_PASSAGE, LONGEST_STIMULUS, MOST_MARKUP_OF_STIMULUS = 200_000, 1_000_000, 40_000
_BYTES_OF_A_TAG = 50  # of a text, that take as long to read as a tag
MOST_PICTURE_BYTES = 60_000_000  # unpacked: they are held until the file has been read
_WHOLE_FILE = ("archive_too_big", "archive_unsafe", "encrypted")


def read(
    data: bytes, *, language: Language = Language.ZH, encoding: str = "", seen: Seen | None = None
) -> Reading:
    """Return what a file of QTI holds. Texts that do not say their language are in the one that is named.

    `seen` hears how many files of a package, or items of a file, were read, and of how many.

    :raises UnreadableFile: it is not QTI, of a version that is not read, damaged, too large or dangerous.
    """
    if not data:
        raise UnreadableFile("empty")
    if is_archive(data):
        package = _Package(unpacked(data), language, seen)
        return Reading(FORMAT, tuple(repeats_said(bounded(package.entries()))))
    root, found = xml.parsed(data, encoding=encoding)
    around = Surroundings(_nothing_found, _no_text, _no_text, language, Budget())
    items = items_in(root)
    if len(items) > MOST_ITEMS:
        raise UnreadableFile("too_big", detail=str(MOST_ITEMS))
    entries = (read_item(one, f"line {one.sourceline}", around) for one in items)
    return Reading(FORMAT, tuple(repeats_said(bounded(told(entries, len(items), seen)))), found)


def _nothing_found(_source: str, _words: str) -> None:
    """Return the picture of a file that comes alone: it has none beside it."""


def _no_text(_address: str) -> None:
    """Return the shared text of a file that comes alone: it has none beside it."""


@dataclass(frozen=True, slots=True)
class _Stimulus:
    """A shared text: the element with its words, and what an item costs more by showing it."""

    body: Any = None
    cost: int = 0
    is_too_big: bool = False


@dataclass(slots=True)
class _Package:
    """An unpacked package on its way to entries."""

    archive: Archive
    language: Language
    seen: Seen | None = None
    budget: Budget = field(default_factory=Budget)
    pictures: dict[str, bytes | None] = field(default_factory=dict)
    stimuli: dict[str, _Stimulus] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    looked_at: dict[str, frozenset[re.Pattern[bytes]]] = field(default_factory=dict)
    markup: int = 0  # of the items so far, and of the texts that they name
    picture_bytes: int = 0
    items: int = 0
    options: int = 0

    def entries(self) -> list[Entry]:
        """Return an entry for each item that the manifest lists, and for each that it does not.

        :raises UnreadableFile: there is no manifest, or nothing that could be a question.
        """
        self.paths = {folded(path): path for path in self.archive}
        resources = list(islice(self._resources(), MOST_RESOURCES + 1))
        if len(resources) > MOST_RESOURCES:
            raise UnreadableFile("archive_too_big", place=MANIFEST, detail=f"> {MOST_RESOURCES}")
        if resources and all(
            _OLD_TYPES.search(kind) for kind, _path, _resource in resources if "qti" in kind
        ):
            self._refuse_old(resources)
        entries, done, before = [], set(), _remarks_of_tests(self, resources)
        for count, (kind, path, resource) in enumerate(resources):
            if self.seen and count % EVERY == 0:
                self.seen(count, len(resources))
            known = self.found(path, "") or path
            if known in done or not self._is_question(kind, path):
                continue
            done.add(known)
            facts = facts_of(resource)
            found = [_with_facts(entry, facts) for entry in self._of_file(kind, path)]
            entries += _noted_all(found, *before.get(known, ()), is_refused_too=False)
        for path in self.archive:
            if path not in done and path.lower().endswith(".xml") and self._holds_item(path):
                entries += _noted_all(self._of_file("", path), Remark("not_listed"), *before.get(path, ()))
        if not entries:
            self._refuse_first_version()
            raise UnreadableFile("empty")
        return entries

    def _refuse_first_version(self) -> None:
        """Refuse a package that holds questions of the first version under any type, or without a manifest.

        :raises UnreadableFile: always then.
        """
        for path in self.archive:
            if path.lower().endswith((".xml", ".dat")) and self.holds(path, _OLD_MARK):
                raise UnreadableFile("version_unknown", place=path, detail="QTI 1")

    @staticmethod
    def _refuse_old(resources: Iterable[tuple[str, str, Any]]) -> None:
        old = next((path for kind, path, _resource in resources if _OLD_TYPES.search(kind)), None)
        if old is not None:
            raise UnreadableFile("version_unknown", place=old, detail="QTI 1")

    def _resources(self) -> Iterator[tuple[str, str, Any]]:
        """Yield type, path and element of each resource that the manifest lists."""
        path = self.paths.get(MANIFEST)
        if path is None:
            self._refuse_first_version()
            elsewhere = next((one for one in self.archive if one.lower().endswith(f"/{MANIFEST}")), "")
            raise UnreadableFile("no_manifest", detail=elsewhere)
        root, _encoding = xml.parsed(self.archive[path], place=path)
        if xml.name_of(root) != "manifest":
            raise UnreadableFile("no_manifest", place=path, detail=xml.written_name(root)[:80])
        base = root.get(xml.XML_BASE, "")
        for group in xml.descendants(root, "resources"):
            inner = posixpath.join(base, group.get(xml.XML_BASE, ""))
            for resource in xml.children(group, "resource"):
                folder = posixpath.join(inner, resource.get(xml.XML_BASE, ""))
                yield xml.attribute(resource, "type").lower(), address_of(resource, folder), resource

    def _is_question(self, kind: str, path: str) -> bool:
        is_said = bool(_ITEM_TYPES.search(kind) or _OLD_TYPES.search(kind))
        return bool(path) and (is_said or (path.lower().endswith(".xml") and self._holds_item(path)))

    def _holds_item(self, path: str) -> bool:
        return self.holds(path, _ITEM_ROOT)

    def holds(self, path: str, sign: re.Pattern[bytes]) -> bool:
        """Return whether something stands in the beginning of a file, which is looked at once."""
        found = self.found(path, "")
        if found is None:
            return False
        if found not in self.looked_at:
            self.looked_at[found] = self._signs_of(found)
        return sign in self.looked_at[found]

    def _signs_of(self, path: str) -> frozenset[re.Pattern[bytes]]:
        """Return which signs stand in the beginning of a file; none of one that is damaged."""
        try:
            head = self._head(path).replace(b"\x00", b"")
        except UnreadableFile as error:
            if error.code in _WHOLE_FILE:
                raise
            return frozenset()
        return frozenset(sign for sign in _SIGNS if sign.search(head))

    def _head(self, path: str) -> bytes:
        return next(self.archive.pieces(path), b"")[:_HEAD]

    def _of_file(self, kind: str, path: str) -> list[Entry]:
        """Return the entries of one file of the package."""
        if _OLD_TYPES.search(kind):
            return [_refused(path, "version_unknown", "QTI 1")]
        if is_remote(path):
            return [_refused(path, "remote_reference", path)]
        found = self.found(path, "")
        if found is None:
            return [_refused(path, "file_missing")]
        try:
            data = self.archive[found]
            self.budget.earns(len(data))
            self.count(xml.markup_of(data), found)
            root, _encoding = xml.parsed(data, place=found)
            items = items_in(root)
        except UnreadableFile as error:
            if error.code in _WHOLE_FILE:
                raise
            code = "version_unknown" if error.code == "version_unknown" else "broken_entry"
            return [_refused(path, code, f"{error.code} {error.place} {error.detail}".strip())]
        around = self._around(found)
        places = [path] if len(items) == 1 else [f"{path}:{one.sourceline}" for one in items]
        entries = [read_item(one, place, around) for one, place in zip(items, places, strict=True)]
        self._count_entries(entries, found)
        return entries

    def count(self, markup: int, path: str) -> None:
        """Refuse a package with more in its items than is read in seconds.

        :raises UnreadableFile: always then.
        """
        self.markup += markup
        if self.markup > xml.MOST_MARKUP_OF_PACKAGE:
            raise UnreadableFile("archive_too_big", place=path, detail=f"> {xml.MOST_MARKUP_OF_PACKAGE}")

    def _count_entries(self, entries: Sequence[Entry], path: str) -> None:
        """Refuse a package of more items than are read in seconds, or of more options than are held in little memory.

        :raises UnreadableFile: always then.
        """
        drafts = (entry.item for entry in entries if entry.item)
        self.items += len(entries)
        self.options += sum(len(draft.options) + len(draft.matches) for draft in drafts)
        for count, most in ((self.items, MOST_ITEMS), (self.options, MOST_OPTIONS)):
            if count > most:
                raise UnreadableFile("archive_too_big", place=path, detail=f"> {most}")

    def _around(self, path: str) -> Surroundings:
        folder = posixpath.dirname(path)
        return Surroundings(
            find=lambda source, words: self._picture(source, words, folder),
            passage=lambda address: self._passage(address, folder),
            stimulus=lambda address: self._stimulus(address, folder),
            language=self.language,
            budget=self.budget,
        )

    def _picture(self, source: str, words: str, folder: str) -> Attachment | None:
        path = None if is_remote(source) else self.found(source, folder)
        data = None if path is None else self._beside(path)
        if path is None or data is None:
            return None
        return Attachment("picture", posixpath.basename(path), data, alternative=words)

    def _beside(self, path: str) -> bytes | None:
        """Return a file that items show, unpacked once; None for a damaged one."""
        if path not in self.pictures:
            self.pictures[path] = self._unpacked(path)
            self.picture_bytes += len(self.pictures[path] or b"")
            if self.picture_bytes > MOST_PICTURE_BYTES:
                raise UnreadableFile("archive_too_big", place=path, detail=f"> {MOST_PICTURE_BYTES}")
        return self.pictures[path]

    def _unpacked(self, path: str) -> bytes | None:
        try:
            return self.archive[path]
        except UnreadableFile as error:
            if error.code in _WHOLE_FILE:
                raise
            return None

    def _passage(self, address: str, folder: str) -> str | None:
        """Return a text that stands in a file of its own; it counts each time that an item shows it."""
        path = None if is_remote(address) else self.found(address, folder)
        if path is None or self.archive.declared(path) > LONGEST_PASSAGE:
            return None
        data = self._beside(path)
        if data is None:
            return None
        self.count(_cost_of(data), path)
        return data.decode("utf-8", "replace")

    def _stimulus(self, address: str, folder: str) -> Any | None:
        """Return the body of a shared text. It is read once, and counts each time that an item shows it.

        :raises Refused: it is larger than any text before a question.
        """
        path = None if is_remote(address) else self.found(address, folder)
        if path is None:
            return None
        if path not in self.stimuli:
            self.stimuli[path] = self._read_stimulus(path)
        found = self.stimuli[path]
        if found.is_too_big:
            raise Refused("broken_entry", f"too_big {path}"[:200])
        self.count(found.cost, path)
        return found.body

    def _read_stimulus(self, path: str) -> _Stimulus:
        """Return a shared text; its pictures are named from the package's root from here on."""
        if self.archive.declared(path) > LONGEST_STIMULUS:
            return _Stimulus(is_too_big=True)
        data = self._unpacked(path)
        if data is None or xml.markup_of(data) > MOST_MARKUP_OF_STIMULUS:
            return _Stimulus(is_too_big=data is not None)
        cost = _cost_of(data)
        self.count(2 * cost, path)  # it is parsed, and held to the end
        try:
            root, _encoding = xml.parsed(data, place=path)
        except UnreadableFile:
            return _Stimulus()
        body = next(xml.descendants(root, "stimulus-body"), None)
        for one in () if body is None else body.iter():
            for name in ("src", "data"):
                if one.get(name) and not is_remote(one.get(name)):
                    one.set(name, "/" + posixpath.join(posixpath.dirname(path), one.get(name)))
        return _Stimulus(body, cost)

    def found(self, address: str, folder: str) -> str | None:
        """Return the path of a file of the package that an address means; None if it holds none, or it lies outside."""
        if not folder and address in self.archive:
            return address
        plain = address.partition("#")[0].partition("?")[0]
        for one in (address, plain, unquote(plain)):
            joined = one[1:] if one.startswith("/") else posixpath.join(folder, one)
            path = posixpath.normpath(joined) if joined else ""
            if path in self.archive:
                return path
            if folded(path) in self.paths:
                return self.paths[folded(path)]
        return None


def _remarks_of_tests(
    package: _Package, resources: Iterable[tuple[str, str, Any]]
) -> dict[str, tuple[Remark, ...]]:
    """Return what is said of the texts before items in tests, and of their weights there, by the items' paths."""
    texts: dict[str, dict[Remark, None]] = {}
    for path, kind in {path: kind for kind, path, _resource in resources}.items():
        root = _test_at(package, kind, path)
        for address, remarks in () if root is None else sections.remarks_on_items(root):
            item = "" if is_remote(address) else package.found(address, posixpath.dirname(path)) or ""
            if len(texts.setdefault(item, {})) < sections.MOST_TEXTS:
                texts[item].update(dict.fromkeys(remarks))
    return {path: tuple(remarks) for path, remarks in texts.items()}


def _test_at(package: _Package, kind: str, path: str) -> Any | None:
    """Return the root of a test or section; None for any other file, and for one that cannot be read."""
    is_possible = path.lower().endswith(".xml") and not _ITEM_TYPES.search(kind)
    found = package.found(path, "") if is_possible else None
    if found is None or not (sections.KINDS.search(kind) or package.holds(found, sections.ROOT)):
        return None
    try:
        data = package.archive[found]
        package.count(xml.markup_of(data), found)
        return xml.parsed(data, place=found)[0]
    except UnreadableFile as error:
        if error.code in _WHOLE_FILE:
            raise
        return None


def _cost_of(data: bytes) -> int:
    """Return how much a text is to read, in tags."""
    return xml.markup_of(data) + len(data) // _BYTES_OF_A_TAG


def _refused(place: str, code: str, detail: str = "") -> Entry:
    return Entry(place, None, (Remark(code, detail[:200]),))


def _noted_all(entries: Iterable[Entry], *remarks: Remark, is_refused_too: bool = True) -> list[Entry]:
    return [_noted(one, *remarks) if one.item or is_refused_too else one for one in entries]


def _noted(entry: Entry, *remarks: Remark) -> Entry:
    return replace(entry, remarks=(*entry.remarks, *remarks)) if remarks else entry


def _with_facts(entry: Entry, facts: Mapping[str, Any]) -> Entry:
    return entry if entry.item is None or not facts else replace(entry, item=with_facts(entry.item, facts))
