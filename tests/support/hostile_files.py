"""Files of strangers: damaged, poisoned, far too large when unpacked, sealed by somebody else, changed afterwards."""

import json
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm

from certificates.verifier.documents import LARGEST
from certificates.verifier.strict import CONTEXTS


def json_of(**parts: Any) -> bytes:
    return json.dumps({"@context": CONTEXTS, **parts}).encode()


def a_pdf() -> bytes:
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(made)
    return made.getvalue()


def encrypted() -> bytes:
    made = BytesIO()
    with pikepdf.open(BytesIO(a_pdf())) as pdf:
        pdf.save(made, encryption=pikepdf.Encryption(owner="x", user="x"))
    return made.getvalue()


def a_scan() -> bytes:
    """Return what telephones make of a paper: one picture on a page, without a title."""
    picture, made = BytesIO(), BytesIO()
    Image.effect_noise((120, 170), 60).save(picture, "JPEG")
    with pikepdf.new() as pdf:
        page = pdf.add_blank_page()
        stream = pdf.make_stream(picture.getvalue())
        stream.update(
            {
                "/Type": pikepdf.Name.XObject,
                "/Subtype": pikepdf.Name.Image,
                "/Filter": pikepdf.Name.DCTDecode,
                "/Width": 120,
                "/Height": 170,
                "/BitsPerComponent": 8,
                "/ColorSpace": pikepdf.Name.DeviceGray,
            }
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Paper=stream))
        page.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /Paper Do Q")
        pdf.save(made)
    return made.getvalue()


def written_loosely(content: bytes) -> bytes:
    """Return a PDF as some scanners write it: readers find their way, though its table of contents is one byte off."""
    place = content.rindex(b"startxref\n") + len(b"startxref\n")
    begin = int(content[place:].split(b"\n")[0])
    return content[:place] + str(begin + 1).encode() + content[place:].lstrip(b"0123456789")


# Nothing of a school is in these: a genuine holder may have sent them, and so may anybody else.
SAYING_NOTHING = {
    "nothing": b"",
    "too large": b"%PDF-1.7" + b"0" * LARGEST,
    "a PDF that ends early": a_pdf()[:200],
    "only a head": b"%PDF-1.7\n",
    "an encrypted PDF": encrypted(),
    "JSON that ends early": json_of(name="a")[:-3],
    "a scan": a_scan(),
    "a scan with a loose table": written_loosely(a_scan()),
}
HOSTILE = {
    "a name twice": json_of(name="a").replace(b'"name"', b'"name": "b", "name"'),
    "deep JSON": b'{"a":' * 20_000,
    "deep lists": json_of(x=1).replace(b"1}", b"[" * 30 + b"]" * 30 + b"}"),
    "large JSON": json_of(name="x" * 70_000),
    "other contexts": json.dumps({"@context": ["https://evil.example/"]}).encode(),
    "a poison graph": json_of(
        parts=[{"id": f"_:b{n}", "to": [f"_:b{m}" for m in range(8)]} for n in range(8)]
    ),
    "a context inside": json_of(credentialSubject={"@context": {}}),
    "not UTF-8": b'{"a": "\xff"}',
    "not a number": json_of(x=1).replace(b"1}", b"NaN}"),
    "huge number": json_of(x=1).replace(b"1}", b"9" * 5000 + b"}"),
}


def sealed(key: Any, certificate: Any, content: bytes = b"") -> bytes:
    """Return a PDF that this key sealed: the given one, or an empty page."""
    signer = signers.SimpleSigner(
        signing_cert=certificate, signing_key=key, cert_registry=signers.load_certs_from_pemder([])
    )
    meta = signers.PdfSignatureMetadata(
        field_name="Seal", certify=True, docmdp_permissions=MDPPerm.NO_CHANGES
    )
    return signers.sign_pdf(
        IncrementalPdfFileWriter(BytesIO(content or a_pdf())), meta, signer=signer
    ).getvalue()


def updated(content: bytes) -> bytes:
    """Return a PDF with something changed in a further revision."""
    made = BytesIO()
    writer = IncrementalPdfFileWriter(BytesIO(content))
    writer.root["/Lang"] = pdf_string("en")
    writer.update_root()
    writer.write(made)
    return made.getvalue()


def a_bomb(megabytes: int) -> bytes:
    """Return nothing but zeros, packed: a megabyte once, and then again and again."""
    packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    megabyte = packing.compress(bytes(1 << 20)) + packing.flush(zlib.Z_FULL_FLUSH)
    adler = ((megabytes << 20) % 65521 << 16) + 1  # RFC 1950, of that many zeros
    return b"\x78\xda" + megabyte * megabytes + packing.flush() + adler.to_bytes(4, "big")


def with_bomb_in_xref() -> bytes:
    """Return a PDF whose table of contents unpacks to 1 GB."""
    packed = a_bomb(1000)
    head = b"%PDF-1.7\n"
    table = b"1 0 obj\n<</Type/XRef/Size 2/W[1 4 2]/Root 1 0 R/Filter/FlateDecode/Length %d>>stream\n" % len(
        packed
    )
    return head + table + packed + b"\nendstream endobj\nstartxref\n%d\n%%%%EOF" % len(head)


def with_bomb_attached(megabytes: int = 60) -> bytes:
    """Return a PDF whose attached credential unpacks to so much, a kilobyte to a megabyte."""
    made = BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = pdf.make_stream(a_bomb(megabytes))
        stream.Filter = pikepdf.Name.FlateDecode
        kept = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, UF="credential.json", EF=pikepdf.Dictionary(F=stream)
        )
        pdf.Root.AF = pikepdf.Array([pdf.make_indirect(kept)])
        pdf.save(made, compress_streams=False)
    return made.getvalue()


def nameless_nodes() -> dict[str, Any]:
    """Return a subject with many nodes without names that look alike: canonical JSON-LD has to try their orders."""
    node: dict[str, Any] = {"type": ["Achievement"]}
    for _ in range(5):
        node = {"type": ["Achievement"], "related": [node] * 3}
    return {"type": ["AchievementSubject"], "achievement": [node] * 5}
