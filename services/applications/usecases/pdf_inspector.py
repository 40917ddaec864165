"""Opens one PDF, in a process of its own: `look FILE`, `mark FILE COPY TEXT`."""

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import chain
from math import cos, radians, sin
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
)

from services.applications.usecases.confinement import Refused, main

MOST_OBJECTS = 50_000
COUNT = re.compile(rb"/(Size|N)\s+(\d{1,10})")
SCRIPT, LAUNCH, EMBEDDED = "pdf-script", "pdf-launch", "pdf-embedded-file"
# As they stand in the bytes: a reader may find what no reference leads to.
NAMED = {b"/JavaScript": SCRIPT, b"/Launch": LAUNCH, b"/EmbeddedFile": EMBEDDED}
KEYS = {
    "/JS": SCRIPT, "/JavaScript": SCRIPT, "/XFA": SCRIPT, "/EF": EMBEDDED,
    "/EmbeddedFiles": EMBEDDED, "/RichMediaContent": EMBEDDED,
}  # fmt: skip
ACTIONS = {
    "/JavaScript": SCRIPT, "/Launch": LAUNCH, "/ImportData": LAUNCH, "/GoToE": EMBEDDED,
    "/RichMedia": EMBEDDED,
}  # fmt: skip
FONT_SIZE = 28
GREY = "0.5 0 0 rg"


def look(data: bytes) -> None:
    """Refuse what is protected, empty, does something or holds something else."""
    _count(data)
    reader = PdfReader(BytesIO(data), strict=False)
    if reader.is_encrypted:
        raise Refused("pdf-encrypted")
    found = (slug for name, slug in NAMED.items() if name in data)
    within = (_active(each) for each in _dictionaries(reader.trailer["/Root"]))
    if slug := next(filter(None, chain(found, within)), None):
        raise Refused(slug)
    if not len(reader.pages):
        raise Refused("pdf-empty")


def _count(data: bytes) -> None:
    """Refuse a crowd of objects by what the file says of itself, before any is read."""
    sizes = [(name, int(number)) for name, number in COUNT.findall(data)]
    packed = sum(number for name, number in sizes if name == b"N")
    most = max([number for name, number in sizes if name == b"Size"], default=0)
    if max(packed, most, data.count(b" obj")) > MOST_OBJECTS:
        raise Refused("pdf-too-many-objects")


def _dictionaries(root: Any) -> Iterator[DictionaryObject]:
    """Yield every dictionary that a reader comes to, each once."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        each = waiting.pop()
        if isinstance(each, DictionaryObject):
            yield each
        waiting.extend(_below(each, seen))


def _below(each: Any, seen: set[int]) -> Iterable[Any]:
    if isinstance(each, IndirectObject):
        new = each.idnum not in seen
        seen.add(each.idnum)
        return [each.get_object()] if new else []
    if isinstance(each, DictionaryObject):
        return each.values()
    return each if isinstance(each, ArrayObject) else ()


def _active(found: DictionaryObject) -> str | None:
    """Say what a dictionary does or holds that no document needs; None when it is nothing."""
    named = (slug for key, slug in KEYS.items() if key in found)
    does = (ACTIONS.get(str(found.get(key))) for key in ("/S", "/Subtype"))
    return next(filter(None, chain(named, does)), None)


def mark(data: bytes, copy: str, text: str) -> None:
    """Write a copy with a text across every page."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(data), strict=False))
    for page in writer.pages:
        page.merge_page(_layer(float(page.mediabox.width), float(page.mediabox.height), text))
    with open(copy, "wb") as file:  # noqa: PTH123
        writer.write(file)


def _layer(width: float, height: float, text: str) -> PageObject:
    page = PageObject.create_blank_page(width=width, height=height)
    font = DictionaryObject()
    for key, value in (
        ("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica"),
        ("/Encoding", "/WinAnsiEncoding"),
    ):  # fmt: skip
        font[NameObject(key)] = NameObject(value)
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    stream.set_data(_lines(width, height, text))
    page[NameObject("/Contents")] = stream
    return page


def _lines(width: float, height: float, text: str) -> bytes:
    angle = radians(30)
    turn = f"{cos(angle):.4f} {sin(angle):.4f} {-sin(angle):.4f} {cos(angle):.4f}"
    shown = text.encode("cp1252", "replace").hex()
    size = FONT_SIZE * min(width, height) / 595
    rows = (
        f"BT /F1 {size:.1f} Tf {turn} {width * 0.1:.1f} {height * part:.1f} Tm <{shown}> Tj ET"
        for part in (0.1, 0.4, 0.7)
    )
    return f"q {GREY} {' '.join(rows)} Q".encode()


if __name__ == "__main__":
    main({"look": look, "mark": mark})
