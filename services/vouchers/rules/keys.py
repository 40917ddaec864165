"""Keys with which providers come in: random, told once, kept as a keyed hash only."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field

from kit.refusal import Refusal

PREFIX = "cfp_"
KEY_BYTES = 32
SYMBOLS = 43


@dataclass(frozen=True)
class ProviderKeys:
    """Makes keys of 256 random bits, and hashes them under the house's voucher key."""

    key: bytes = field(repr=False)

    def new(self) -> str:
        """Return a key that nobody had before."""
        return PREFIX + secrets.token_urlsafe(KEY_BYTES)

    def digest(self, key: str) -> bytes:
        """Return the keyed hash under which a key is kept."""
        return hmac.digest(self.key, b"provider:" + key.encode(), hashlib.sha256)


def bearer(authorization: str) -> str:
    """Return the key that a request bears; refuses `provider-key` (401) for what is none."""
    scheme, _, key = authorization.partition(" ")
    shaped = key.isascii() and key.startswith(PREFIX) and len(key) == len(PREFIX) + SYMBOLS
    if scheme != "Bearer" or not shaped:
        raise no_such_key()
    return key


def no_such_key() -> Refusal:
    """Return the refusal of whoever bears no key of a provider."""
    return Refusal("provider-key", "Serve la chiave di un fornitore.", 401)
