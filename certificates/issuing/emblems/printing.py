"""Puts a school's own logo and seal on a document, as its content names them."""

from dataclasses import replace

from certificates.issuing.documents.content import Document
from certificates.issuing.emblems.queries import picture_of
from certificates.issuing.payload import Award


def with_emblems(document: Document, award: Award) -> Document:
    """Return the document with the pictures that the content names.

    :raises EmblemNotFound: when one is not kept.
    """
    return replace(document, logo=picture_of(award.logo), seal_picture=picture_of(award.seal_picture))
