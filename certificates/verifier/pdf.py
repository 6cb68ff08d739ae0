"""What a PDF carries: its seal and the attached credential. Read by pyHanko; without it nothing is said of the seal."""

import io
from collections.abc import Sequence
from typing import Any

from certificates.verifier.results import Check, Outcome, gettext_noop
from certificates.verifier.strict import LONGEST

SEAL, SIGNER = gettext_noop("seal of the PDF"), gettext_noop("who sealed it")
CREDENTIAL = "credential.json"
NO_LIBRARY = gettext_noop("The seal was not checked: the library pyHanko is not installed here.")


def examine_pdf(content: bytes, seals: Sequence[bytes]) -> tuple[list[Check], bytes | None]:
    """Return the checks of the seal and the attached credential, if there is one; `seals` are known certificates (DER).

    :raises Exception: whatever the library makes of a damaged file; the caller answers for it.
    """
    try:
        from pyhanko.pdf_utils.reader import PdfFileReader
    except ImportError:
        return [
            Check(SEAL, Outcome.UNCHECKED, NO_LIBRARY),
            Check(SIGNER, Outcome.UNCHECKED, NO_LIBRARY),
        ], None
    reader = PdfFileReader(io.BytesIO(content))
    if reader.encrypted:
        words = gettext_noop("The file is encrypted; what is issued here never is.")
        return [Check(SEAL, Outcome.FAILED, words), Check(SIGNER, Outcome.UNCHECKED, words)], None
    return _of_the_seal(reader, seals), _attached(reader)


def _of_the_seal(reader: Any, seals: Sequence[bytes]) -> list[Check]:
    signatures = reader.embedded_regular_signatures
    if len(signatures) != 1:
        more, none = (
            gettext_noop("The file carries more than one seal."),
            gettext_noop("The file carries no seal."),
        )
        words = more if signatures else none
        outcome = Outcome.FAILED if signatures else Outcome.UNCHECKED
        return [Check(SEAL, outcome, words), Check(SIGNER, Outcome.UNCHECKED, words)]
    if not _is_whole(signatures[0]):
        words = gettext_noop("The file was changed after it was sealed, or the seal is damaged.")
        return [Check(SEAL, Outcome.FAILED, words), Check(SIGNER, Outcome.UNCHECKED, words)]
    sealed = Check(SEAL, Outcome.OK, gettext_noop("The file is as it was sealed."))
    if not seals:
        return [
            sealed,
            Check(
                SIGNER, Outcome.UNCHECKED, gettext_noop("No certificate of the school was given to compare.")
            ),
        ]
    if signatures[0].signer_cert.dump() in seals:
        return [
            sealed,
            Check(SIGNER, Outcome.OK, gettext_noop("It was sealed with a certificate of the school.")),
        ]
    return [sealed, Check(SIGNER, Outcome.FAILED, gettext_noop("It was sealed by somebody else."))]


def _is_whole(signature: Any) -> bool:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    context = ValidationContext(trust_roots=[], allow_fetching=False)
    status = validate_pdf_signature(signature, signer_validation_context=context)
    if not (status.intact and status.valid):
        return False
    if status.coverage == SignatureCoverageLevel.ENTIRE_FILE:
        return True
    archived = status.modification_level in {ModificationLevel.NONE, ModificationLevel.LTA_UPDATES}
    return status.coverage == SignatureCoverageLevel.ENTIRE_REVISION and archived and bool(status.docmdp_ok)


def _attached(reader: Any) -> bytes | None:
    for kept in reader.root.get("/AF", ()):
        entry = kept.get_object()
        if str(entry.get("/UF", entry.get("/F", ""))) == CREDENTIAL:
            stream = entry["/EF"]["/F"]
            if len(stream.encoded_data) > LONGEST:
                raise ValueError("The attached credential is too large.")
            return bytes(stream.data)
    return None
