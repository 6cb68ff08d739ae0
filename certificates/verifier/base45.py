"""Base45 (RFC 9285): bytes in the characters that a square code holds most densely."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_PLACES = {character: place for place, character in enumerate(_ALPHABET)}


def encode(content: bytes) -> str:
    """Return bytes as text."""
    pairs = (content[at : at + 2] for at in range(0, len(content), 2))
    return "".join(_digits(int.from_bytes(pair), len(pair) + 1) for pair in pairs)


def decode(text: str) -> bytes:
    """Return the bytes that a text stands for.

    :raises ValueError: when it stands for none.
    """
    return b"".join(_bytes_of(text[at : at + 3]) for at in range(0, len(text), 3))


def _digits(number: int, count: int) -> str:
    return "".join(_ALPHABET[number // 45**place % 45] for place in range(count))


def _bytes_of(group: str) -> bytes:
    if len(group) == 1 or not set(group) <= _PLACES.keys():
        raise ValueError("no base45")
    number = sum(_PLACES[character] * 45**place for place, character in enumerate(group))
    if number >= 256 ** (len(group) - 1):
        raise ValueError("no base45")
    return number.to_bytes(len(group) - 1)
