"""What a file is by its first bytes, whatever its name says."""

import struct
from typing import Literal, get_args

from kit.refusal import Refusal

MediaType = Literal["application/pdf", "image/jpeg", "image/png"]

MEBIBYTE = 1024 * 1024
MOST_BYTES = 10 * MEBIBYTE
MAGIC: dict[bytes, MediaType] = {
    b"%PDF-": "application/pdf",
    b"\xff\xd8\xff": "image/jpeg",
    b"\x89PNG\r\n\x1a\n": "image/png",
}
PDF, JPEG, PNG = get_args(MediaType)
HEAD = 1024
ZIP_END = b"PK\x05\x06"
ZIP_END_SIZE = 22
TAIL = ZIP_END_SIZE + 65_535
REFUSALS: dict[str, tuple[str, int]] = {
    "too-large": ("Il file supera 10 MB.", 413),
    "file-empty": ("Il file è vuoto.", 422),
    "file-format": ("Si possono allegare solo file PDF, JPEG e PNG.", 415),
    "file-mixed": ("Il file ne contiene un altro, di un altro formato.", 422),
    "file-unreadable": ("Il file è danneggiato: non si può aprire.", 422),
    "image-too-large": ("L'immagine ha troppi punti: al massimo 50 milioni.", 422),
    "pdf-too-many-objects": ("Il PDF è troppo complesso.", 422),
    "pdf-encrypted": ("Il PDF è protetto: va allegato senza password.", 422),
    "pdf-script": ("Il PDF contiene istruzioni o un modulo interattivo: va stampato in PDF.", 422),
    "pdf-launch": ("Il PDF contiene comandi che avviano altri programmi.", 422),
    "pdf-embedded-file": ("Il PDF contiene altri file: vanno allegati da soli.", 422),
    "pdf-empty": ("Il PDF non ha pagine.", 422),
}


def refusal(slug: str) -> Refusal:
    """Return the refusal of a file; an unknown slug is that of a file that cannot be read."""
    known = slug if slug in REFUSALS else "file-unreadable"
    return Refusal(known, *REFUSALS[known])


def media_type(head: bytes, tail: bytes) -> MediaType:
    """Return what a file is, by its first 1,024 bytes, when by its last ones it is nothing else.

    Refuses `file-empty` 422, `file-format` 415 and `file-mixed` 422.
    """
    if not head:
        raise refusal("file-empty")
    found = next((each for magic, each in MAGIC.items() if head.startswith(magic)), None)
    if found is None:
        raise refusal("file-format")
    if ends_as_zip(tail) or (found != PDF and b"%PDF-" in head[:HEAD]):
        raise refusal("file-mixed")
    return found


def ends_as_zip(tail: bytes) -> bool:
    """Tell whether what a file ends with makes it an archive too."""
    at = tail.rfind(ZIP_END)
    if at < 0 or at + ZIP_END_SIZE > len(tail):
        return False
    comment: int = struct.unpack_from("<H", tail, at + ZIP_END_SIZE - 2)[0]
    return at + ZIP_END_SIZE + comment <= len(tail)
