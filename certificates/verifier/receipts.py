"""The receipt of the register beside a document: that just these bytes were entered, checked without any network."""

from collections.abc import Sequence

from certificates.verifier.entries import Event, EventKind
from certificates.verifier.merkle import hash_leaf, includes
from certificates.verifier.notes import NoteKey, UnreadableNote, read_checkpoint, read_receipt
from certificates.verifier.results import Check, Outcome

RECEIPT = "receipt of the register"
NO_KEY = "No key of the register was given to compare: name the one you know with --key."
FITS = "Entry %(index)d under the checkpoint of %(size)d entries is just this file."
OTHER = "The receipt is of another file."
NO_LATER = (
    "The receipt says that it was issued; whether it was ended later only the register says: name its folder "
    "with --register."
)


def check_receipt(text: str, digests: Sequence[str], keys: Sequence[NoteKey]) -> Check:
    """Return whether the receipt proves that what has one of these digests was issued; `keys` are those known."""
    if not keys:
        return Check(RECEIPT, Outcome.UNCHECKED, NO_KEY)
    try:
        receipt = read_receipt(text)
        checkpoint = read_checkpoint(receipt.checkpoint, keys)
    except UnreadableNote as error:
        return Check(RECEIPT, Outcome.FAILED, str(error))
    for digest in digests:
        leaf = hash_leaf(Event(EventKind.ISSUE, digest).to_bytes())
        size, root = checkpoint.size, checkpoint.root
        if includes(receipt.path, leaf=leaf, index=receipt.index, size=size, root=root):
            return Check(RECEIPT, Outcome.OK, FITS, {"index": receipt.index, "size": size})
    return Check(RECEIPT, Outcome.FAILED, OTHER)
