"""The words of a printed document, as a reader of it would copy them."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory


def words_of(content: bytes) -> str:
    """Return the text of a PDF, laid out as printed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "printed.pdf"
        path.write_bytes(content)
        done = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True, text=True)
    return done.stdout
