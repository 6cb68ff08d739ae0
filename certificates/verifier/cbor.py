"""As much of CBOR (RFC 8949) as an offline code needs, and only in its one deterministic form.

Whole numbers, bytes, texts, lists, maps and one tag; lengths are definite and shortest, keys in order and never twice.
"""

from typing import Any

DEEPEST = 4
_TAG_SIGN1 = 18
_NUMBER, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)


class NotPlain(ValueError):
    """The bytes are no CBOR of this plain kind."""


def encode(value: Any) -> bytes:
    """Return the one form of a value made of numbers, bytes, texts, lists and maps."""
    if isinstance(value, int):
        return _head(_NUMBER, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        return _head(_TEXT, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return _head(_LIST, len(value)) + b"".join(encode(one) for one in value)
    pairs = sorted((encode(key), encode(one)) for key, one in value.items())
    return _head(_MAP, len(pairs)) + b"".join(key + one for key, one in pairs)


def encode_sign1(parts: list[Any]) -> bytes:
    """Return the parts of a COSE_Sign1 under its tag."""
    return _head(_TAG, _TAG_SIGN1) + encode(parts)


def decode(content: bytes) -> Any:
    """Return the one value that the bytes hold.

    :raises NotPlain: when they hold anything else, or hold it in another form.
    """
    reader = _Reader(content)
    value = reader.value(0)
    if reader.rest:
        raise NotPlain("bytes are left over")
    return value


def decode_sign1(content: bytes) -> Any:
    """Return what stands under the tag of a COSE_Sign1.

    :raises NotPlain: when the tag is another, or what follows is not plain.
    """
    tag = _head(_TAG, _TAG_SIGN1)
    if not content.startswith(tag):
        raise NotPlain("no tag of COSE_Sign1")
    return decode(content[len(tag) :])


def _head(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    size = next(size for size in (1, 2, 4, 8) if number < 1 << 8 * size)
    return bytes([major << 5 | 24 + size.bit_length() - 1]) + number.to_bytes(size)


class _Reader:
    def __init__(self, content: bytes) -> None:
        self.rest = memoryview(content)

    def value(self, depth: int) -> Any:
        if depth > DEEPEST:
            raise NotPlain("too deep")
        major, number = self._read_head()
        if major == _NUMBER:
            return number
        if major == _NEGATIVE:
            return -1 - number
        if major in (_BYTES, _TEXT):
            return self._read_string(number, is_text=major == _TEXT)
        # Each part takes a byte at least: a claimed length never makes room for more than is there.
        if number * (2 if major == _MAP else 1) > len(self.rest) or major not in (_LIST, _MAP):
            raise NotPlain("a list longer than the rest, or a value of a kind that is not used")
        if major == _LIST:
            return [self.value(depth + 1) for _each in range(number)]
        return self._read_map(number, depth + 1)

    def _read_map(self, count: int, depth: int) -> dict[int, Any]:
        pairs: dict[int, Any] = {}
        former = b""
        for _each in range(count):
            before = self.rest
            key = self.value(depth)
            encoded = bytes(before[: len(before) - len(self.rest)])
            if not isinstance(key, int) or encoded <= former:
                raise NotPlain("keys are numbers, in order, and each is there once")
            former = encoded
            pairs[key] = self.value(depth)
        return pairs

    def _read_head(self) -> tuple[int, int]:
        first = self._take(1)[0]
        major, small = first >> 5, first & 31
        if small < 24:
            return major, small
        if small > 27:
            raise NotPlain("no length is given")
        size = 1 << small - 24
        number = int.from_bytes(self._take(size))
        if len(_head(major, number)) != 1 + size:
            raise NotPlain("a number is longer than it need be")
        return major, number

    def _read_string(self, length: int, *, is_text: bool) -> bytes | str:
        content = bytes(self._take(length))
        try:
            return content.decode() if is_text else content
        except UnicodeDecodeError:
            raise NotPlain("no text") from None

    def _take(self, count: int) -> memoryview:
        if count > len(self.rest):
            raise NotPlain("the end is missing")
        taken, self.rest = self.rest[:count], self.rest[count:]
        return taken
