"""Files as people and as others send them, each made here: none is somebody's."""

import zlib
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

PDF_HEAD = b"%PDF-1.7\n"


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, (200, 220, 240)).save(out, kind)
    return out.getvalue()


def pdf(pages: int = 1, password: str = "", **root: Any) -> bytes:
    """A PDF with keys of its own in its root."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    for key, value in root.items():
        writer.root_object[NameObject(f"/{key}")] = value
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def names(**pairs: Any) -> DictionaryObject:
    made = DictionaryObject()
    for key, value in pairs.items():
        text = value if isinstance(value, DictionaryObject) else TextStringObject(value)
        made[NameObject(f"/{key}")] = NameObject(value) if str(value)[:1] == "/" else text
    return made


def with_script() -> bytes:
    return pdf(OpenAction=names(S="/JavaScript", JS="app.alert('ciao');"))


def with_attachment() -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment("altro.exe", b"MZ")
    return _written(writer)


def disguised_script() -> bytes:
    """A script whose names are spelt with numbers, so that no search for the letters finds it."""
    action = b"<</S /J#61vaScript /J#53 (app.alert(1))>>"
    return by_hand(b"<</Type /Catalog /Pages 2 0 R /OpenAction 4 0 R>>", action)


def packed_script() -> bytes:
    """A script inside a compressed object, where its letters do not stand in the file."""
    inner = b"4 0 <</S /JavaScript /JS (app.alert(1))>>"
    stream = zlib.compress(inner)
    head = b"<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>" % len(stream)
    catalogue = b"<</Type /Catalog /Pages 2 0 R /OpenAction 4 0 R>>"
    packed = b"5 0 obj\n" + head + b"stream\n" + stream + b"\nendstream endobj\n"
    return _with_stream_table(catalogue, packed)


PAGES = (
    b"2 0 obj<</Type /Pages /Kids [3 0 R] /Count 1>>endobj\n"
    b"3 0 obj<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>endobj\n"
)


def by_hand(catalogue: bytes, action: bytes) -> bytes:
    body = PDF_HEAD + b"1 0 obj" + catalogue + b"endobj\n" + PAGES
    body += b"4 0 obj" + action + b"endobj\n"
    places = [body.index(b"%d 0 obj" % number) for number in range(1, 5)]
    table = b"xref\n0 5\n0000000000 65535 f \n"
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return body + table + b"trailer<</Size 5 /Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(body)


def _with_stream_table(catalogue: bytes, packed: bytes) -> bytes:
    body = PDF_HEAD + b"1 0 obj" + catalogue + b"endobj\n" + PAGES + packed
    places = {number: body.index(b"%d 0 obj" % number) for number in (1, 2, 3, 5)}
    places[6] = len(body)
    rows = [b"\0\0\0\0\xff"]
    for number in range(1, 7):
        kind = 2 if number == 4 else 1
        rows.append(bytes([kind]) + places.get(number, 5).to_bytes(3) + b"\0")
    stream = b"".join(rows)
    head = b"<</Type /XRef /Size 7 /W [1 3 1] /Root 1 0 R /Length %d>>" % len(stream)
    table = b"6 0 obj\n" + head + b"stream\n" + stream + b"\nendstream endobj\n"
    return body + table + b"startxref\n%d\n%%%%EOF" % len(body)


def crowd() -> bytes:
    """A PDF of as many objects as ten megabytes hold."""
    return PDF_HEAD + b"1 0 obj<<>>endobj\n" * 550_000 + b"trailer<</Root 1 0 R>>\n%%EOF"


def declared_crowd() -> bytes:
    """A small PDF that says it holds a million objects in one compressed stream."""
    stream = zlib.compress(b"1 0 " * 1_000_000)
    head = b"1 0 obj<</Type /ObjStm /N 1000000 /First 8 /Filter /FlateDecode /Length %d>>stream\n"
    return PDF_HEAD + head % len(stream) + stream + b"\nendstream endobj\n%%EOF"


def flood(side: int = 50_000) -> bytes:
    """A PNG of a few bytes whose header says that it is fifty thousand points wide and high."""
    small = picture("PNG", (1, 1))
    header = small[12:16] + side.to_bytes(4) * 2 + small[24:29]
    return small[:12] + header + zlib.crc32(header).to_bytes(4) + small[33:]


def archive(bytes_within: int = 50_000_000) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", compression=8) as packed:
        packed.writestr("bomba", b"\0" * bytes_within)
    return out.getvalue()


EICAR = PDF_HEAD + b"X5O!P%@AP[4\\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
