"""The files of a mail: counted, named and looked at by their first bytes; none is ever opened."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email.message import Message
from types import MappingProxyType

from services.notifications.rules.mime import Unreadable, content, header, leaves
from services.notifications.rules.wording import clean

MOST_FILES = 50
MOST_OF_A_NAME = 120
EMPTY, UNKNOWN = "application/x-empty", "application/octet-stream"
SIGNED = "application/pkcs7-mime"
# The object identifier of signed data (RFC 5652 §5.1) stands at the head of a .p7m.
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_MAGIC: Mapping[bytes, str] = MappingProxyType(
    {
        b"%PDF-": "application/pdf",
        b"\xff\xd8\xff": "image/jpeg",
        b"\x89PNG\r\n\x1a\n": "image/png",
        b"GIF8": "image/gif",
        b"PK\x03\x04": "application/zip",
        b"PK\x05\x06": "application/zip",
    }
)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True)
class File:
    """A file that came with a mail."""

    name: str
    content: bytes
    media_type: str

    @property
    def sha256(self) -> str:
        """The digest of its bytes, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def files_of(message: Message) -> tuple[File, ...]:
    """Return the files of a mail, also of the mails within it.

    What is text and has no name is the mail itself, not a file. Raises Unreadable `too-many-files`
    beyond 50 and `too-nested` beyond ten levels.
    """
    found: list[File] = []
    for part in _attached(message):
        if len(found) == MOST_FILES:
            raise Unreadable("too-many-files")
        held = content(part)
        found.append(File(_name(part), held, media_type(held)))
    return tuple(found)


def media_type(held: bytes) -> str:
    """Return what a file is by its content; a name or a declared type is never believed."""
    if not held:
        return EMPTY
    if known := next((kind for magic, kind in _MAGIC.items() if held.startswith(magic)), ""):
        return known
    if held[:1] == b"\x30" and _SIGNED_DATA in held[:64]:
        return SIGNED
    return "text/plain" if _is_text(held) else UNKNOWN


def safe_name(name: str) -> str:
    """Return a name that can be shown and saved under: no path, no control, no leading dot."""
    last = re.split(r"[\\/]", str(clean(unicodedata.normalize("NFC", name))))[-1]
    kept = _UNSAFE.sub("_", last).strip(". ")
    stem, dot, end = kept.rpartition(".")
    whole = f"{stem[: MOST_OF_A_NAME - 12]}{dot}{end[:11]}" if len(kept) > MOST_OF_A_NAME else kept
    return whole or "allegato"


def _attached(message: Message) -> Iterator[Message]:
    for part, nested in leaves(message):
        kind = part.get_content_type()
        is_words = kind in ("text/plain", "text/html") and not nested
        if not is_words or _has_name(part):
            yield part


def _has_name(part: Message) -> bool:
    return bool(_given_name(part)) or header(part, "Content-Disposition").startswith("attachment")


def _name(part: Message) -> str:
    return safe_name(_given_name(part))


def _given_name(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except Exception:  # noqa: BLE001
        # A parameter in pieces that do not fit (RFC 2231) makes the library raise as it likes.
        return ""


def _is_text(held: bytes) -> bool:
    try:
        words = held.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return "\x00" not in words
