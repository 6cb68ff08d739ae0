"""Streams of a PDF that are compressed once: pydyf does it for the file, and again for the digest over all objects."""

from typing import Any

import pydyf


class Written(pydyf.Object):
    """Stands for a stream to which nothing is added any more."""

    def __init__(self, stream: pydyf.Stream) -> None:
        super().__init__()
        self.number, self.generation, self.free = stream.number, stream.generation, stream.free
        self._data: bytes = stream.data

    @property
    def data(self) -> bytes:
        """The whole stream, compressed."""
        return self._data

    @property
    def compressible(self) -> bool:
        """Streams stand beside the stream of objects, not in it."""
        return False


def finish(_document: Any, pdf: pydyf.PDF) -> None:
    """Put in place of each stream what is written of it; WeasyPrint calls this when everything is drawn.

    An attached file is named once: WeasyPrint (version pinned) names those of PDF/A-3 twice.
    """
    if files := pdf.catalog.get("AF"):
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(files))
    pdf.objects[:] = [Written(one) if isinstance(one, pydyf.Stream) else one for one in pdf.objects]
