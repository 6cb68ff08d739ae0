"""HTML to PDF with WeasyPrint: nothing is fetched, a warning is an error, equal input gives equal bytes."""

import logging
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage

from lms.core.printing import fonts
from lms.core.printing.errors import NotPrintable
from lms.core.printing.kept_drawing import KeptDrawing, without_letters
from lms.core.printing.sheet import Attached, Sheet
from lms.core.printing.written import finish
from lms.core.whole_pictures import nobody_draws

# It allows pictures that end too early for the whole process.
with nobody_draws():
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

fonts.use_own_fontconfig()
SCHEME = "asset:"
TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}
MAX_CACHED = 40


class MemoryFetcher(URLFetcher):
    """Gives WeasyPrint the sheet's own pictures from memory and refuses every other address."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._pictures = pictures

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return a picture of the sheet.

        :raises ValueError: for any other address; the press then refuses the whole document.
        """
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self._pictures:
            raise ValueError("Documents fetch nothing.")
        message = EmailMessage()
        message["Content-Type"] = TYPES[name.rpartition(".")[2]]
        return URLFetcherResponse(url, self._pictures[name], headers=message)


class Complaints(logging.Handler):
    """Collects what WeasyPrint warns of while this thread prints."""

    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.thread = threading.get_ident()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.messages.append(record.getMessage())


class Press:
    """One per process: keeps fonts, style sheet and interpreted artwork between documents."""

    def __init__(self, *, style: str) -> None:
        self.style = style
        self._lock = threading.Lock()
        self._fonts = FontConfiguration()
        self._fetch = MemoryFetcher({})
        self._style = CSS(string=style, font_config=self._fonts, url_fetcher=self._fetch)
        self._pictures: dict[str, object] = {}

    def print(self, sheet: Sheet) -> bytes:
        """Return the PDF.

        :raises NotPrintable: at a refused address, a missing glyph, or anything else WeasyPrint warns of.
        """
        complaints, logger = Complaints(), logging.getLogger("weasyprint")
        with self._lock:
            logger.addHandler(complaints)
            try:
                content = self._write(sheet)
            except FatalURLFetchingError as error:
                raise NotPrintable(str(error)) from error
            finally:
                logger.removeHandler(complaints)
        if complaints.messages:
            raise NotPrintable("; ".join(complaints.messages))
        return content

    def _write(self, sheet: Sheet) -> bytes:
        pictures = dict(self._pictures)
        style = CSS(string=sheet.style, font_config=self._fonts, url_fetcher=self._fetch)
        content = HTML(
            string=sheet.html, url_fetcher=MemoryFetcher({**sheet.lasting, **sheet.own}), base_url=None
        ).write_pdf(
            stylesheets=[self._style, style],
            font_config=self._fonts,
            cache=pictures,
            attachments=[_attachment(file) for file in sheet.attached],
            finisher=finish,
            pdf_variant="pdf/a-3a",
            pdf_tags=True,
            pdf_identifier=sheet.identifier(),
            presentational_hints=False,
        )
        self._keep(sheet, pictures)
        return bytes(content)

    def _keep(self, sheet: Sheet, pictures: dict) -> None:
        if len(self._pictures) > MAX_CACHED:
            self._pictures.clear()
        for name, drawing in sheet.lasting.items():
            picture = pictures.get(SCHEME + name)
            if without_letters(drawing) and not isinstance(picture, KeptDrawing):
                picture = KeptDrawing(picture)
            self._pictures[SCHEME + name] = picture


def _attachment(file: Attached) -> Attachment:
    """Embed a file as the data that the pages show (PDF/A-3, part 3), without an instant of this machine."""
    day = datetime(file.dated.year, file.dated.month, file.dated.day, tzinfo=UTC)
    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=day,
        modified=day,
        relationship="Data",
    )
