"""Reading what anybody may have sent: every oddity ends in a word, none in an exception."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import InvalidBase64PaddingDefect
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

from services.notifications.rules.addresses import is_one_address
from services.notifications.rules.wording import clean

# Each container announces itself by its type, and each costs the parser a look at every line.
MOST_CONTAINERS = 30
MOST_LOOKS = 6_000_000
MOST_PARTS = 2_000
MOST_DEPTH = 10
MOST_OF_A_HEAD = 256 * 1024
# The library takes the square of its length to part a header that has parameters.
MOST_OF_A_HEADER = 4_000
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_END_OF_LINE = re.compile(rb"\n(?![ \t])")
_WITH_PARAMETERS = re.compile(rb"^content-(?:type|disposition):", re.IGNORECASE | re.MULTILINE)


class Unreadable(ValueError):
    """A mail that a person must look at; the reason is a class, without any of its content."""


def parsed(raw: bytes) -> Message:
    """Return the structure of a mail.

    Raises Unreadable `too-nested`, `too-complex` for what would take the parser more than some
    seconds, and `broken-mime`.
    """
    lowered = raw.lower()
    containers = lowered.count(b"multipart/") + lowered.count(b"message/")
    if containers > MOST_CONTAINERS:
        raise Unreadable("too-nested")
    if containers * raw.count(b"\n") > MOST_LOOKS or raw.count(b"\n--") > MOST_PARTS:
        raise Unreadable("too-complex")
    if any(length > most for length, most in _lengths(raw)):
        raise Unreadable("too-complex")
    try:
        return message_from_bytes(raw)
    except Exception as error:
        # The standard library's parser raises all sorts of errors on what is built to break it.
        raise Unreadable("broken-mime") from error


def _lengths(raw: bytes) -> Iterator[tuple[int, int]]:
    """How long the header lines of a mail are, and those of its parts that have parameters."""
    end = _END_OF_HEAD.search(raw)
    yield end.start() if end else len(raw), MOST_OF_A_HEAD
    for line in _WITH_PARAMETERS.finditer(raw):
        end = _END_OF_LINE.search(raw, line.end(), line.end() + MOST_OF_A_HEADER + 1)
        yield (end.start() if end else len(raw)) - line.end(), MOST_OF_A_HEADER


def headers_of(raw: bytes) -> Message:
    """Return the header lines of a mail, without its body."""
    return message_from_bytes(raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")


def header(message: Message, name: str) -> str:
    """Return a header as it is read, on one line and without control characters; "" when absent."""
    return next(iter(headers(message, name)), "")


def headers(message: Message, name: str) -> list[str]:
    """Return every header of a name as it is read."""
    return [str(clean(_decoded(value))) for value in _raw(message, name)]


def senders(message: Message) -> list[str]:
    """Return the addresses of every From; they are read before anything in them is decoded."""
    return [address for _, address in getaddresses(_raw(message, "From")) if address]


def only_sender(message: Message) -> str:
    """Return the one address that a mail comes from.

    Raises Unreadable `no-sender`, `several-senders` or `odd-sender`.
    """
    found, lines = senders(message), _raw(message, "From")
    if not found:
        raise Unreadable("no-sender")
    if len(found) > 1 or len(lines) > 1:
        raise Unreadable("several-senders")
    if not is_one_address(found[0]):
        raise Unreadable("odd-sender")
    return found[0]


def within(message: Message) -> Message:
    """Return what a person wrote: of a certified mail or an anomaly, the mail in the envelope."""
    for part in message.walk() if header(message, "X-Trasporto") else ():
        if part.get_content_type() == "message/rfc822" and parts_of(part):
            return parts_of(part)[0]
    return message


def parts_of(message: Message) -> list[Message]:
    """Return what a mail of several parts consists of."""
    held = message.get_payload()
    return [part for part in held if isinstance(part, Message)] if isinstance(held, list) else []


def leaves(
    message: Message, depth: int = 0, *, nested: bool = False
) -> Iterator[tuple[Message, bool]]:
    """Return the parts that hold content, and of each whether it lies in a mail within the mail.

    Raises Unreadable `too-nested`.
    """
    if depth > MOST_DEPTH:
        raise Unreadable("too-nested")
    if not message.is_multipart():
        yield message, nested
        return
    inside = nested or (depth > 0 and message.get_content_maintype() == "message")
    for part in parts_of(message):
        yield from leaves(part, depth + 1, nested=inside)


def content(part: Message) -> bytes:
    """Return the bytes of a part, decoded as far as they can be."""
    try:
        found = part.get_payload(decode=True)
    except Exception as error:
        raise Unreadable("broken-mime") from error
    return found if isinstance(found, bytes) else b""


def is_broken(message: Message) -> bool:
    """Tell whether the parser had to guess: then something may be missing from what it found."""
    found = (defect for part in message.walk() for defect in part.defects)
    return any(not isinstance(each, InvalidBase64PaddingDefect) for each in found)


def text(message: Message) -> str:
    """Return the plain text that somebody wrote, "" when there is none."""
    for part, nested in leaves(message):
        if not nested and part.get_content_type() == "text/plain" and not part.get_filename():
            return _written(part)
    return ""


def _written(part: Message) -> str:
    found = content(part)
    try:
        return found.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        return found.decode("latin-1")


def _raw(message: Message, name: str) -> list[str]:
    return [
        str(value)[:MOST_OF_A_HEADER].encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        for key, value in message.raw_items()
        if key.lower() == name.lower()
    ]


def _decoded(value: str) -> str:
    try:
        return str(make_header(decode_header(value)))
    except Exception:  # noqa: BLE001
        return value
