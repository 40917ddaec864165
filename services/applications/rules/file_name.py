"""The name of an uploaded file: kept to be shown, never used to find it."""

import unicodedata

MOST_BYTES = 255
PLAIN = "documento"
ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
KNOWN = {"pdf", "jpg", "jpeg", "png"}
# Controls, NUL among them; what turns the direction of a text or is not seen; half characters.
HIDDEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def clean_name(name: str, media_type: str) -> str:
    """Return the name without folders, hidden characters and excess of length.

    At most 255 bytes in UTF-8; the ending is that of the content, whatever the name said.
    """
    ending = ENDINGS[media_type]
    return _cut(_stem(plain_name(name)), MOST_BYTES - len(ending.encode())) + ending


def plain_name(name: str) -> str:
    """Return a name without folders and hidden characters, at most 255 bytes in UTF-8."""
    last = name.replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in last if unicodedata.category(each) not in HIDDEN)
    return _cut(" ".join(unicodedata.normalize("NFC", seen).replace(":", " ").split()), MOST_BYTES)


def _cut(words: str, room: int) -> str:
    return words.encode()[:room].decode(errors="ignore").rstrip()


def _stem(words: str) -> str:
    stem, dot, ending = words.rpartition(".")
    written = stem if dot and ending.lower() in KNOWN else words
    return written.strip(". ") or PLAIN
