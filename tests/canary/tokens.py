"""Looks for words in bytes, whatever they were encoded as on their way."""

import base64
import json
from collections.abc import Iterable, Iterator
from html import escape
from urllib.parse import quote

from pypinyin import lazy_pinyin


def spellings(word: str) -> set[str]:
    """Return the word, and for Chinese its pinyin, joined and spaced, small and capital."""
    pinyin = lazy_pinyin(word)
    forms = {word, word.lower(), word.upper()}
    if "".join(pinyin) != word:
        for text in ("".join(pinyin), " ".join(pinyin), "-".join(pinyin)):
            forms |= {text, text.title(), text.upper()}
    return forms


def encodings(word: str) -> Iterator[bytes]:
    """Give the bytes under which one spelling may hide."""
    raw = word.encode()
    yield from (raw, word.encode("utf-16-be"), word.encode("utf-16-le"), quote(word).encode())
    yield from (raw.hex().encode(), raw.hex().upper().encode(), word.encode("utf-16-be").hex().encode())
    yield from (json.dumps(word)[1:-1].encode(), escape(word).encode())
    yield "".join(f"&#{ord(mark)};" for mark in word).encode()
    yield "".join(f"&#x{ord(mark):x};" for mark in word).encode()
    yield from base64_cores(raw)


def base64_cores(raw: bytes) -> Iterator[bytes]:
    """Give what stays the same of a word in base64, wherever in the text it began."""
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + raw)
        first = (0, 2, 3)[shift]
        last = len(coded) - (4 if (len(raw) + shift) % 3 else 0)
        core = coded[first:last]
        yield core
        yield core.translate(bytes.maketrans(b"+/", b"-_"))


def needles(words: Iterable[str]) -> dict[bytes, str]:
    """Return every byte sequence to look for, with the word that it stands for."""
    return {
        code: word for word in words for form in spellings(word) for code in encodings(form) if len(code) >= 6
    }


def found_in(content: bytes, wanted: dict[bytes, str]) -> set[str]:
    """Return the words that the bytes hold in any encoding."""
    return {word for code, word in wanted.items() if code in content}
