"""Keys with which providers come in: derived, told once, kept as a keyed hash only."""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from uuid import UUID

from kit.refusal import Refusal

PREFIX = "cfp_"
SYMBOLS = 43


@dataclass(frozen=True)
class ProviderKeys:
    """Derives keys of 256 bits from the house's voucher key, and hashes them under it."""

    key: bytes = field(repr=False)

    def of(self, provider_id: UUID, request: str) -> str:
        """Return the key that a provider is given by a request, always the same for the same."""
        about = f"new-provider-key:{provider_id}:{request}".encode()
        symbols = base64.urlsafe_b64encode(hmac.digest(self.key, about, hashlib.sha256))
        return PREFIX + symbols.decode().rstrip("=")

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
