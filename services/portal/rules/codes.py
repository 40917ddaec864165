"""Secrets that open a draft: what a browser keeps, what a person writes down.

Only keyed digests are stored. A code has 125 random bits in letters that are not mistaken for one
another: OWASP ASVS 5.0 §6.5.2 asks for 112, and nobody can try many.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta
from typing import Literal

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LETTERS = 25
GROUP = 5
MISREAD = str.maketrans("OIL", "011")
ENTRY_LIVES = timedelta(minutes=15)
KeyKind = Literal["browser", "code", "entry"]


def new_code() -> str:
    """Return a code that a person can write down: five groups of five."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LETTERS))
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LETTERS, GROUP))


def read_code(typed: str) -> str | None:
    """Return a code as it was given out, however it was typed; None for what is no code."""
    letters = "".join(filter(str.isalnum, typed[:200].upper())).translate(MISREAD)
    if len(letters) != CODE_LETTERS or not set(letters) <= set(ALPHABET):
        return None
    return "-".join(letters[start : start + GROUP] for start in range(0, CODE_LETTERS, GROUP))


def digest(key: bytes, kind: KeyKind, secret: str) -> bytes:
    """Return what is kept of a secret: a thief of the table cannot use it."""
    return hmac.new(key, f"{kind}:{secret}".encode(), hashlib.sha256).digest()
