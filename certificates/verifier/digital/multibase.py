"""Base58 as multibase writes it, and the public keys of Multikey (multicodec prefix and key)."""

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ED25519_PUBLIC = b"\xed\x01"


def encode(content: bytes) -> str:
    """Return `z` and the base58 (Bitcoin) form of the bytes."""
    number, letters = int.from_bytes(content), ""
    while number:
        number, rest = divmod(number, 58)
        letters = ALPHABET[rest] + letters
    zeros = len(content) - len(content.lstrip(b"\0"))
    return "z" + ALPHABET[0] * zeros + letters


def decode(text: str) -> bytes:
    """Return the bytes of a `z...` text.

    :raises ValueError: when it is none.
    """
    if not text.startswith("z") or not set(text[1:]) <= set(ALPHABET):
        raise ValueError("not base58 of multibase")
    body, number = text[1:], 0
    for letter in body:
        number = number * 58 + ALPHABET.index(letter)
    zeros = len(body) - len(body.lstrip(ALPHABET[0]))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8)


def multikey(public: bytes) -> str:
    """Return an Ed25519 public key of 32 bytes as `z6Mk...`."""
    return encode(ED25519_PUBLIC + public)
